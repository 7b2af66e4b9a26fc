//! Places by their names, however these are written.

use unicode_normalization::UnicodeNormalization;

use super::Gazetteer;

/// A name without what people leave out or write in several ways: case, accents, blanks, dots and dashes.
pub(super) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfkd().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
    folded
}

/// All names, folded and sorted, each with the place that has it.
#[derive(Debug)]
pub(super) struct NameIndex {
    names: Vec<(Box<str>, u32)>,
}

impl NameIndex {
    pub(super) fn of(gazetteer: &Gazetteer) -> Self {
        let mut names = Vec::with_capacity(gazetteer.entries.len() * 3 / 2);
        for (index, entry) in gazetteer.entries.iter().enumerate() {
            let line = gazetteer.line(*entry);
            let others = line.other_names.split('|').filter(|name| !name.is_empty());
            for name in std::iter::once(line.name).chain(others) {
                names.push((folded(name).into_boxed_str(), index as u32));
            }
        }
        names.sort_unstable();
        Self { names }
    }

    /// Places with exactly this name, the largest first.
    pub(super) fn called<'n>(&'n self, name: &'n str) -> impl Iterator<Item = u32> + 'n {
        self.from(name).take_while(move |(other, _)| &**other == name).map(|(_, index)| *index)
    }

    /// Places whose name begins so, in no order.
    pub(super) fn beginning<'n>(&'n self, name: &'n str) -> impl Iterator<Item = u32> + 'n {
        self.from(name).take_while(move |(other, _)| other.starts_with(name)).map(|(_, index)| *index)
    }

    fn from(&self, name: &str) -> impl Iterator<Item = &(Box<str>, u32)> {
        let first = self.names.partition_point(|(other, _)| &**other < name);
        self.names[first..].iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_with_and_without_its_accents() {
        assert_eq!(folded("São Paulo"), folded("Sao-Paulo"));
        assert_eq!(folded("St. John's"), folded("st johns"));
        assert_eq!(folded("Łódź"), "lodz");
        assert_eq!(folded("Tórshavn"), "torshavn");
        assert_eq!(folded("東京"), "東京");
    }
}
