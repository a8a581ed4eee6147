//! The sample office: reads `demo/luhansk-2020/` into a fresh office, through the same models, permits and journal as
//! everybody's work, so that the files are held to the same rules.
//!
//! The files are inside the program; [`load`] needs nothing beside it.

mod load;
mod read;

pub use load::{Loaded, SignIn, load};
