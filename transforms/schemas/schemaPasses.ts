import { arrayItems } from "./arrayItems";
import { defaults } from "./defaults";
import { examples } from "./examples";
import { formats } from "./formats";
import { keywords } from "./keywords";
import { Pass } from "./schema";
import { tuples } from "./tuples";
import { wellFormed } from "./wellFormed";

/** What is done to every schema, in this order. Inner schemas have been through all of it. */
export const schemaPasses: readonly Pass[] = [
    // First: every later pass trusts the types of the values it reads.
    wellFormed,
    tuples,
    examples,
    formats,
    defaults,
    // After tuples, which may leave an array with items of its own.
    arrayItems,
    // Last: whatever no pass before it knew.
    keywords,
];
