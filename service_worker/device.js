// What the page and the worker share: what this device keeps, and how what waits is sent. Here only to be named.

import { closeSession } from "./closing.js";
import { drain } from "./drain.js";
import { read } from "./pack.js";
import { wakesAt } from "./lanes.js";
