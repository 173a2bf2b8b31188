import { registerTypes } from "../typeRegistry";
import { collectionTypes } from "./collectionTypes";
import { textComparison } from "./comparers";
import { contextTypes } from "./contextTypes";
import { conversionTypes } from "./conversionTypes";
import { dates } from "./dates";
import { delegates } from "./delegates";
import { enumerable } from "./enumerable";
import { enumerableNumbers } from "./enumerableNumbers";
import { jsonTypes } from "./jsonTypes";
import { misc } from "./misc";
import { primitives } from "./primitives";
import { regexTypes } from "./regexTypes";
import { text } from "./text";
import { textTools } from "./textTools";
import { web } from "./web";

/** Every type that expressions know. What a type has beyond its table is told apart by `missing`, and is 501. */
registerTypes([
    ...primitives,
    ...text,
    ...textComparison,
    ...textTools,
    ...delegates,
    ...collectionTypes,
    ...enumerable,
    ...enumerableNumbers,
    ...conversionTypes,
    ...dates,
    ...misc,
    ...web,
    ...regexTypes,
    ...jsonTypes,
    ...contextTypes,
]);
