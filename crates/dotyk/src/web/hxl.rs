//! Tables with hashtags (Humanitarian Exchange Language 1.1): under the headings stands a row of tags, by which programs of
//! many offices know what a column means whatever it is called. The tags belong to the columns, so a noun says both at once.

/// A row of such a table: the hashtags, or a line of the list.
pub enum Tagged<T> {
    /// The second row of the table
    Tags,
    /// One of the rows behind it
    Line(Box<T>),
}

impl<T> Tagged<T> {
    /// A line.
    pub fn line(of: T) -> Tagged<T> {
        Tagged::Line(Box::new(of))
    }
}

/// A column of a table of `$of` with its hashtag: key, heading, width, tag, and what stands in it.
macro_rules! column {
    ($of:ty, $key:literal, $title:literal, $width:literal, $tag:literal, $cell:expr) => {
        $crate::web::Column::new($key, $title, $width, |row: &$crate::web::hxl::Tagged<$of>| match row {
            $crate::web::hxl::Tagged::Tags => $crate::web::Cell::text($tag),
            $crate::web::hxl::Tagged::Line(row) => {
                let cell: fn(&$of) -> $crate::web::Cell = $cell;
                cell(row)
            }
        })
    };
}

pub(crate) use column;
