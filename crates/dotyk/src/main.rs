//! The one program. What it can do stands in `command`.

use std::process::ExitCode;

fn main() -> ExitCode {
    dotyk::command::run()
}
