//! The addresses of figures.
use crate::web::Routes;
/// All of them.
pub fn routes() -> Routes { Routes::default() }
