// Every page in Ukrainian, as a visitor and as an administrator, of a full office and of an empty one.

import { crawl } from "../lib/crawl.js";

crawl("uk");
