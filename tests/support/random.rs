//! Random values with what the contract makes of them, worked out here without the help of the product (I5).

use std::fmt::Write as _;

/// The variable that chooses another run.
const SEED: &str = "LATCHKEY_ROUND_TRIP_SEED";

/// Numbers that look random (an xorshift of 64 bits).
#[derive(Debug)]
pub(crate) struct Dice {
    pub(crate) seed: u64,
    state: u64,
}

impl Dice {
    /// The dice of this run: the same every time, unless the variable says otherwise.
    pub(crate) fn of_run() -> Self {
        let seed = std::env::var(SEED).map_or(1, |text| text.parse().unwrap());
        Self {
            seed,
            state: 0x9e37_79b9_7f4a_7c15 ^ (seed << 1 | 1),
        }
    }

    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % sides
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let sides = u64::try_from(all.len()).unwrap();
        &all[usize::try_from(self.roll(sides)).unwrap()]
    }

    /// Tells how to have the same run again.
    pub(crate) fn again(&self) -> String {
        format!("{SEED}={}", self.seed)
    }
}

/// A text as it is given, as it is kept, and as somebody may search for it.
#[derive(Debug, Clone)]
pub(crate) struct RandomText {
    pub(crate) given: String,
    pub(crate) kept: String,
    pub(crate) sought: String,
}

/// Parts of texts: given, kept, sought. No part composes with the next one.
const PARTS: [[&str; 3]; 44] = [
    ["a", "a", "A"],
    ["Zz", "Zz", "zZ"],
    ["k9", "k9", "K9"],
    ["e\u{301}", "\u{e9}", "\u{c9}"],
    ["\u{212b}x", "\u{c5}x", "a\u{30a}X"],
    ["o\u{302}\u{323}", "\u{1ed9}", "\u{1ed8}"],
    ["Stra\u{df}e", "Stra\u{df}e", "STRASSE"],
    ["\u{1e9e}", "\u{1e9e}", "ss"],
    ["\u{130}z", "\u{130}z", "iz"],
    ["\u{131}", "\u{131}", "\u{131}"],
    [
        "\u{3a3}\u{3b1}\u{3c2}",
        "\u{3a3}\u{3b1}\u{3c2}",
        "\u{3c3}\u{3b1}\u{3a3}",
    ],
    ["\u{fb01}n", "\u{fb01}n", "FIN"],
    ["\u{2126}", "\u{3a9}", "\u{3c9}"],
    ["\u{1112}\u{1161}\u{11ab}", "\u{d55c}", "\u{d55c}"],
    ["\u{65e5}\u{672c}", "\u{65e5}\u{672c}", "\u{65e5}\u{672c}"],
    [
        "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{915}\u{94d}\u{200d}\u{937}",
    ],
    [
        "\u{645}\u{6cc}\u{200c}\u{62e}",
        "\u{645}\u{6cc}\u{200c}\u{62e}",
        "\u{645}\u{6cc}\u{200c}\u{62e}",
    ],
    ["\u{5d0}\u{5d1}", "\u{5d0}\u{5d1}", "\u{5d0}\u{5d1}"],
    [
        "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
        "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
        "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
    ],
    ["\u{2764}\u{fe0f}", "\u{2764}\u{fe0f}", "\u{2764}\u{fe0f}"],
    [
        "\u{845b}\u{e0100}",
        "\u{845b}\u{e0100}",
        "\u{845b}\u{e0100}",
    ],
    [
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ],
    ["\u{104a0}", "\u{104a0}", "\u{104a0}"],
    ["\u{10fffd}x", "\u{10fffd}x", "\u{10fffd}X"],
    // Dropped.
    ["\u{feff}b", "b", "B"],
    ["c\u{ad}d", "cd", "CD"],
    ["f\u{200b}g", "fg", "fg"],
    ["h\u{2060}\u{200e}\u{200f}\u{61c}j", "hj", "hj"],
    ["e\u{34f}\u{301}", "\u{e9}", "\u{e9}"],
    // What stores and protocols get wrong.
    ["'; --", "'; --", "'; --"],
    ["\"x\"", "\"x\"", "\"X\""],
    ["%_", "%_", "%_"],
    ["\\n", "\\n", "\\N"],
    ["=1+1", "=1+1", "=1+1"],
    ["<b>&amp;", "<b>&amp;", "<B>&AMP;"],
    ["{}$1?1", "{}$1?1", "{}$1?1"],
    ["a,b;c", "a,b;c", "A,B;C"],
    ["null", "null", "NULL"],
    ["-0", "-0", "-0"],
    ["\u{a0}n", "\u{a0}n", "\u{a0}N"],
    ["p q", "p q", "P Q"],
    ["\u{3000}r", "\u{3000}r", "\u{3000}R"],
    ["@s", "@s", "@S"],
    ["/../", "/../", "/../"],
];

/// Parts that only a text of many lines may have.
const BREAKS: [[&str; 2]; 4] = [
    ["\r\n", "\n"],
    ["\u{2028}", "\n"],
    ["\u{85}", "\n"],
    ["x\ny", "x\ny"],
];

/// Parts for which a text is refused.
const REFUSED: [&str; 14] = [
    "\u{202e}",
    "\u{2066}",
    "\u{3164}",
    "\u{115f}",
    "a\u{200d}b",
    "a\u{fe0f}",
    "\u{e0041}",
    "\u{7}",
    "\u{0}",
    "\t",
    "\u{fff9}",
    "\u{fdd0}",
    "a\u{180b}",
    "\u{7f}",
];

/// Parts of the local part of an address: given and kept.
const LOCAL: [[&str; 2]; 16] = [
    ["a", "a"],
    ["B", "b"],
    ["Jo", "jo"],
    ["e\u{301}", "\u{e9}"],
    ["E\u{301}", "\u{e9}"],
    ["\u{c9}", "\u{e9}"],
    ["\u{1e9e}", "\u{df}"],
    ["\u{3a3}\u{3b1}", "\u{3c3}\u{3b1}"],
    ["\u{212a}x", "kx"],
    ["m\u{200b}n", "mn"],
    ["\u{65e5}", "\u{65e5}"],
    ["+x", "+x"],
    [".y", ".y"],
    ["'z", "'z"],
    ["%25", "%25"],
    ["=_-", "=_-"],
];

impl Dice {
    fn parts(&mut self) -> RandomText {
        let mut text = RandomText {
            given: String::new(),
            kept: String::new(),
            sought: String::new(),
        };
        for _ in 0..=self.roll(4) {
            let [given, kept, sought] = *self.one_of(&PARTS);
            text.given.push_str(given);
            text.kept.push_str(kept);
            text.sought.push_str(sought);
        }
        text
    }

    /// Puts blanks around a text, which are not kept.
    fn between_blanks(&mut self, text: &RandomText) -> RandomText {
        let ends = ["", " ", "\u{a0}", "\u{3000}\u{200b}", "\u{feff} "];
        let (before, after) = (*self.one_of(&ends), *self.one_of(&ends));
        RandomText {
            given: format!("{before}{}{after}", text.given),
            kept: text.kept.trim().to_owned(),
            sought: text.sought.trim().to_owned(),
        }
    }

    /// A text for one line.
    pub(crate) fn text(&mut self) -> RandomText {
        let text = self.parts();
        self.between_blanks(&text)
    }

    /// A text of several lines.
    pub(crate) fn lines(&mut self) -> RandomText {
        let (one, other) = (self.parts(), self.parts());
        let [given, kept] = *self.one_of(&BREAKS);
        self.between_blanks(&RandomText {
            given: format!("{}{given}{}", one.given, other.given),
            kept: format!("{}{kept}{}", one.kept, other.kept),
            sought: String::new(),
        })
    }

    /// A text that is refused.
    pub(crate) fn refused(&mut self) -> String {
        let (before, after) = (self.text().kept, self.text().kept);
        format!("{before}{}{after}", self.one_of(&REFUSED))
    }

    /// The local part of an address: given and kept.
    pub(crate) fn local_part(&mut self) -> (String, String) {
        let (mut given, mut kept) = (String::new(), String::new());
        for _ in 0..=self.roll(3) {
            let part = self.one_of(&LOCAL);
            given.push_str(part[0]);
            kept.push_str(part[1]);
        }
        (given, kept)
    }

    /// An external id, kept byte for byte.
    pub(crate) fn external_id(&mut self, unique: &str) -> String {
        let mut id = String::new();
        for _ in 0..=self.roll(3) {
            id.push_str(self.one_of(&PARTS)[0]);
        }
        match self.roll(3) {
            0 => format!("{id}{unique}"),
            1 => format!(" {unique}{id}"),
            _ => format!("../{unique}/{id}%2F"),
        }
    }
}

/// An instant as it is given, and as it is answered.
#[derive(Debug, Clone)]
pub(crate) struct RandomInstant {
    pub(crate) given: String,
    pub(crate) answered: String,
}

const DAY: i64 = 86_400;

/// The last second of 9999 since 1970 began.
pub(crate) const LAST_SECOND: i64 = 253_402_300_799;

/// The calendar day, so many days after 1970 began.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn written(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

impl Dice {
    /// An instant between two seconds since 1970 began.
    pub(crate) fn instant(&mut self, first: i64, last: i64) -> RandomInstant {
        let span = u64::try_from(last - first).unwrap() + 1;
        let back = match self.roll(4) {
            0 => self.roll(span.min(172_800)),
            _ => self.roll(span),
        };
        let seconds = last - i64::try_from(back).unwrap();
        let mut digits = String::new();
        for _ in 0..self.roll(10) {
            let digit = self.roll(4) * 3 % 10;
            write!(digits, "{digit}").unwrap();
        }
        self.written_at(seconds, &digits)
    }

    /// The instant, written at some offset.
    pub(crate) fn written_at(&mut self, seconds: i64, digits: &str) -> RandomInstant {
        let fraction = if digits.is_empty() {
            String::new()
        } else {
            format!(".{digits}")
        };
        let micros: String = digits.chars().chain("000000".chars()).take(6).collect();
        let shown = match micros.strip_suffix("000") {
            Some("000") => String::new(),
            Some(millis) => format!(".{millis}"),
            None => format!(".{micros}"),
        };
        let offset = i64::try_from(self.roll(2_879)).unwrap() - 1_439;
        let local = seconds + offset * 60;
        // No offset may move the written date out of the years that can be written.
        let is_writable = (-62_167_219_200..=LAST_SECOND).contains(&local);
        let given = if self.roll(3) == 0 || !is_writable {
            format!(
                "{}{fraction}{}",
                written(seconds),
                self.one_of(&["Z", "z", "+00:00", "-00:00"])
            )
        } else {
            let sign = if offset < 0 { '-' } else { '+' };
            let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
            format!("{}{fraction}{sign}{hours:02}:{minutes:02}", written(local))
        };
        RandomInstant {
            given,
            answered: format!("{}{shown}Z", written(seconds)),
        }
    }
}

/// Percent-encodes every byte that has a meaning in a path or a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}
