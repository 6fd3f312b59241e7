//! Times written as RFC 3339 in UTC, reckoned from those the server gave.

/// The time `seconds` after `time`, a `YYYY-MM-DDTHH:MM:SS…` in UTC.
pub(crate) fn later(time: &str, seconds: i64) -> String {
    let field = |from: usize, to: usize| time.get(from..to).unwrap().parse::<i64>().unwrap();
    let days = days_since_epoch(field(0, 4), field(5, 7), field(8, 10));
    let moment = days * 86_400 + field(11, 13) * 3_600 + field(14, 16) * 60 + field(17, 19);
    let moment = moment + seconds;
    let (year, month, day) = date(moment.div_euclid(86_400));
    let second = moment.rem_euclid(86_400);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// Counts days in years that begin in March, so that a leap day comes last.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_carry_over_days_and_leap_years() {
        assert_eq!(later("2024-02-28T23:59:59.123Z", 1), "2024-02-29T00:00:00Z");
        assert_eq!(later("2023-12-31T23:59:58Z", 3), "2024-01-01T00:00:01Z");
        assert_eq!(later("2026-03-01T00:00:00Z", -1), "2026-02-28T23:59:59Z");
    }
}
