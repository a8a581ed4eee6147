//! The founding document is the acceptance test of the mission: every one of its 58 facts is held as records, and every
//! question beside it is answered by a page.
