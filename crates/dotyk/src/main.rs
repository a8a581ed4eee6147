//! The one program. What it can do stands in `command.rs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    dotyk::command::run()
}
