//! Enums whose values are words: the same ones on the wire, in the store and in the settings.

/// An enum that is declared by `words!`: what lists, checks and explains words reads them here.
pub trait Worded: Copy + 'static {
    /// Every value, in the order of the declaration.
    const ALL: &'static [Self];

    /// The word of this value.
    fn as_str(self) -> &'static str;

    /// The value of a word.
    fn parse(text: &str) -> Option<Self>;
}

/// Declares an enum with the word of each of its values.
///
/// ```text
/// words! {
///     /// The status of a membership.
///     #[derive(Debug, Clone, Copy)]
///     pub enum Status {
///         /// Waits for the person to accept.
///         Invited = "invited",
///     }
/// }
/// ```
macro_rules! words {
    ($(
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$of_value:meta])* $value:ident = $word:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$attribute])*
        pub enum $name {
            $($(#[$of_value])* $value,)+
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The word: on the wire, in the store and in the settings.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }

            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$value),)+ _ => None }
            }
        }

        impl $crate::base::words::Worded for $name {
            const ALL: &'static [Self] = &Self::ALL;

            fn as_str(self) -> &'static str {
                self.as_str()
            }

            fn parse(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

pub(crate) use words;

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public enums")]
mod tests {
    use super::Worded;

    words! {
        /// Two colours.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Colour {
            /// The first.
            Red = "red",
            /// The second, of two words.
            LightGreen = "light_green",
        }
    }

    #[test]
    fn every_value_is_read_by_its_word() {
        assert_eq!(Colour::ALL, [Colour::Red, Colour::LightGreen]);
        for colour in <Colour as Worded>::ALL {
            assert_eq!(Colour::parse(colour.as_str()), Some(*colour));
        }
        assert_eq!(Colour::LightGreen.to_string(), "light_green");
    }

    #[test]
    fn only_the_exact_word_is_read() {
        for text in ["", "Red", "LightGreen", "light-green"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
