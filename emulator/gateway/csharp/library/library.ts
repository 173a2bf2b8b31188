import { registerTypes } from "../typeRegistry";
import { characters } from "./characters";
import { collectionTypes } from "./collectionTypes";
import { textComparison } from "./comparers";
import { contextTypes } from "./contextTypes";
import { conversionTypes } from "./conversionTypes";
import { dateOffsets } from "./dateOffsets";
import { dates } from "./dates";
import { delegates } from "./delegates";
import { dictionaryTypes } from "./dictionaryTypes";
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
    ...characters,
    ...textComparison,
    ...textTools,
    ...delegates,
    ...collectionTypes,
    ...dictionaryTypes,
    ...enumerable,
    ...enumerableNumbers,
    ...conversionTypes,
    ...dates,
    ...dateOffsets,
    ...misc,
    ...web,
    ...regexTypes,
    ...jsonTypes,
    ...contextTypes,
]);
