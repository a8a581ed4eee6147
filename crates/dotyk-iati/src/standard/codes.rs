//! Code lists: built in, or read from the official XML.

use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::xml::{Fault, Token, Tokenizer, unescape_text};

/// Which list, by its place in the built-in table.
pub(crate) type ListId = u16;

const TABLE: &str = include_str!("../../tables/codelists.txt");

/// The code lists to check against. Codes are compared exactly; withdrawn codes stay allowed.
///
/// ```
/// let lists = dotyk_iati::CodeLists::default();
/// assert_eq!(lists.contains("ActivityStatus", "2"), Some(true));
/// assert_eq!(lists.contains("NoSuchList", "2"), None);
/// assert_eq!(lists.date(), "2026-06");
/// ```
#[derive(Debug, Clone)]
pub struct CodeLists {
    date: String,
    lists: Vec<FxHashSet<Box<str>>>,
}

/// Why code lists could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CodeListError {
    /// The folder or a file could not be read.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A file is not well-formed.
    #[error("{file}: {fault}")]
    Xml {
        /// The file.
        file: String,
        /// What is wrong with it.
        fault: Box<Fault>,
    },
}

fn table() -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    TABLE.lines().filter(|l| !l.starts_with('#')).map(|line| {
        let (name, codes) = line.split_once('\t').unwrap_or((line, ""));
        (name, codes.split('\t'))
    })
}

fn ids() -> &'static FxHashMap<&'static str, ListId> {
    static IDS: LazyLock<FxHashMap<&'static str, ListId>> =
        LazyLock::new(|| table().zip(0..).map(|((name, _), id)| (name, id)).collect());
    &IDS
}

/// The place of a list by its name.
pub(crate) fn list_id(name: &str) -> Option<ListId> {
    ids().get(name).copied()
}

impl Default for CodeLists {
    /// The lists that are built in.
    fn default() -> Self {
        let date = TABLE.lines().next().unwrap_or_default().trim_start_matches("# code lists of ");
        let date = date.split(':').next().unwrap_or_default().to_owned();
        CodeLists { date, lists: table().map(|(_, codes)| codes.map(Box::from).collect()).collect() }
    }
}

impl CodeLists {
    /// The date of the built-in lists, or `given` where some were read from files.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The names of the lists.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        table().map(|(name, _)| name)
    }

    /// Whether a list holds a code; `None` where there is no such list.
    pub fn contains(&self, list: &str, code: &str) -> Option<bool> {
        list_id(list).map(|id| self.has(id, code))
    }

    pub(crate) fn has(&self, list: ListId, code: &str) -> bool {
        self.lists.get(usize::from(list)).is_some_and(|codes| codes.contains(code))
    }

    /// Replaces lists by those of a folder of official code list files (`*.xml`). Returns how
    /// many were replaced; files of lists that no rule uses are passed over.
    pub fn read_dir(&mut self, folder: &Path) -> Result<usize, CodeListError> {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::path);
        let mut replaced = 0;
        for path in files.iter().map(std::fs::DirEntry::path) {
            if path.extension().is_some_and(|e| e == "xml") {
                let file = std::fs::File::open(&path)?;
                let done = self.read_list(file).map_err(|fault| {
                    let file = path.display().to_string();
                    CodeListError::Xml { file, fault }
                })?;
                replaced += usize::from(done);
            }
        }
        Ok(replaced)
    }

    /// Replaces one list by that of an official code list file; `false` where the file is no
    /// known list or is empty.
    pub fn read_list(&mut self, mut file: impl Read) -> Result<bool, Box<Fault>> {
        let mut xml = Tokenizer::new(&mut file as &mut dyn Read);
        let (mut list, mut codes, mut code) = (None, FxHashSet::default(), None::<String>);
        loop {
            match xml.next()? {
                Token::Eof => break,
                Token::Start(name) => match xml.str(name) {
                    "codelist" => {
                        let name = xml.attrs.iter().find(|a| xml.str(a.name) == "name");
                        list = name.and_then(|a| list_id(xml.str(a.value)));
                    }
                    "code" => code = Some(String::new()),
                    _ => {}
                },
                Token::Text(span, _) => {
                    if let Some(code) = &mut code {
                        code.push_str(&unescape_text(xml.str(span)));
                    }
                }
                Token::Section(span) => {
                    if let Some(code) = &mut code {
                        code.push_str(xml.str(span));
                    }
                }
                Token::End => {
                    if let Some(code) = code.take() {
                        codes.insert(Box::from(code.trim()));
                    }
                }
            }
        }
        let place = list.and_then(|id| self.lists.get_mut(usize::from(id)));
        let (Some(place), false) = (place, codes.is_empty()) else {
            return Ok(false);
        };
        *place = codes;
        self.date = "given".into();
        Ok(true)
    }
}
