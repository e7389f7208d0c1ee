// What the page and the worker share: what this device keeps, and how what waits is sent. Here only to be named.

import { closeSession } from "./closing.js";
import { drain } from "./drain.js";
import { bytesOf, keepFiles } from "./files.js";
import { wakesAt } from "./lanes.js";
import { change, entriesOf, everything, receiptsOf, remove, tell, wordsOf } from "./outbox.js";
import { DAYS, boundPack, forget, read } from "./pack.js";
import { boundPage, keptPapers } from "./papers.js";
import { keyOf, seal, sealBytes, unseal, unsealBytes } from "./seal.js";
import { ask, fact, setFact, work } from "./store.js";
