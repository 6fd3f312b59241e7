//! The letters that stand for an account or a person.

/// The plate of an account or the picture of a person: letters on an enamel that stays the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enamel {
    pub(super) letters: String,
    pub(super) hue: u64,
}

impl Enamel {
    /// Of a name; `id` chooses the enamel.
    pub(super) fn of(name: &str, id: &str) -> Self {
        let words = name.split(|c: char| !c.is_alphanumeric());
        let firsts: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
        // Without the small words between: "Harbour and Pine", "Sanne de Vries".
        let mut letters: Vec<char> = firsts
            .iter()
            .copied()
            .filter(|c| !c.is_lowercase())
            .collect();
        if letters.is_empty() {
            letters = firsts;
        }
        letters.truncate(2);
        if letters.is_empty() {
            letters.push('·');
        }
        // FNV-1a: the same in every version, unlike the hash of the standard library.
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            letters: letters.iter().flat_map(|c| c.to_uppercase()).collect(),
            hue: hash % 8 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enamel_has_the_first_letters() {
        for (name, letters) in [
            ("Harbour and Pine Furniture Ltd", "HP"),
            ("Sanne de Vries", "SV"),
            ("marit@northwind.example", "MN"),
            ("Øyvind", "Ø"),
            ("漢字", "漢"),
            ("!", "·"),
            ("", "·"),
        ] {
            assert_eq!(Enamel::of(name, "x").letters, letters, "{name}");
        }
        let hues = (0..100).map(|number| Enamel::of("x", &number.to_string()).hue);
        let hues: std::collections::BTreeSet<_> = hues.collect();
        assert_eq!(
            hues.into_iter().collect::<Vec<_>>(),
            (1..=8).collect::<Vec<_>>()
        );
    }
}
