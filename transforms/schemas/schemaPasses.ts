import { withSortedKeys } from "../canonical";
import { arrayItems } from "./arrayItems";
import { choices } from "./choices";
import { conditionals } from "./conditionals";
import { constants } from "./constants";
import { contains } from "./contains";
import { contents } from "./contents";
import { defaults } from "./defaults";
import { dependents } from "./dependents";
import { discriminators } from "./discriminators";
import { enums } from "./enums";
import { examples } from "./examples";
import { exclusiveBounds } from "./exclusiveBounds";
import { formats } from "./formats";
import { keywords, known } from "./keywords";
import { negations } from "./negations";
import { nullable } from "./nullable";
import { nullBranches } from "./nullBranches";
import { patternProperties } from "./patternProperties";
import { propertyNames } from "./propertyNames";
import { requiredNames } from "./requiredNames";
import { Pass, Schema, SchemaPlace } from "./schema";
import { tuples } from "./tuples";
import { types } from "./types";
import { unevaluated } from "./unevaluated";
import { wellFormed } from "./wellFormed";

/**
 * What is done to a schema, in this order, each pass with the keywords that it is about: schemas that have none of them
 * are none of its business. Inner schemas have been through all of it.
 */
const passes: readonly [pass: Pass, ...about: string[]][] = [
    [requiredNames, "required"],
    // Before types, which writes nullable itself.
    [nullable, "nullable"],
    // Before conditionals, dependents, contains, tuples and patternProperties: their keywords evaluate too.
    [unevaluated, "unevaluatedProperties", "unevaluatedItems"],
    [conditionals, "if", "then", "else"],
    [dependents, "dependentRequired", "dependentSchemas"],
    [contains, "contains", "minContains", "maxContains"],
    [tuples, "prefixItems"],
    [patternProperties, "patternProperties"],
    [propertyNames, "propertyNames"],
    // Before choices and types, so that those find the schema's own enum and bounds.
    [constants, "const"],
    [exclusiveBounds, "exclusiveMinimum", "exclusiveMaximum"],
    [negations, "not"],
    [choices, "oneOf"],
    // After every pass that writes keywords of one type, because it moves them to their type.
    [types, "type"],
    // After choices, which may leave an anyOf, and after types, which gives null its form.
    [nullBranches, "anyOf", "oneOf"],
    // After types and nullBranches: both ask for the one type that a value has to have.
    [enums, "enum"],
    [defaults, "default"],
    [arrayItems, "type"],
    // After choices, which may have changed what requires the property.
    [discriminators, "discriminator"],
    [examples, "examples"],
    [contents, "contentEncoding", "contentMediaType", "contentSchema"],
    [formats, "format"],
];

/** The passes about a keyword, as one bit each in the order of the list. */
const about = new Map<string, number>([...known].map((keyword) => [keyword, 0]));
passes.forEach(([, ...names], index) => {
    for (const name of names) about.set(name, (about.get(name) ?? 0) | (1 << index));
});

/** Last: whatever no other pass knew. */
const aboutUnknown = 1 << passes.length;

/** The schema in the words of 3.0 and with sorted keys, given that the schemas inside it are. */
export function converted(schema: Schema, at: SchemaPlace): Schema {
    // First: every other pass trusts the types of the values it reads.
    let result = wellFormed(schema, at);
    let due = passesAbout(result);
    while ((due & (aboutUnknown - 1)) !== 0) {
        const index = lowestBit(due);
        const next = passes[index]![0](result, at);
        // Those before have had their turn.
        due = (next === result ? due : passesAbout(next)) & (-2 << index);
        result = next;
    }
    if (due !== 0) result = keywords(result, at);
    return withSortedKeys(result);
}

function passesAbout(schema: Schema): number {
    let due = 0;
    for (const keyword of Object.keys(schema)) due |= about.get(keyword) ?? aboutUnknown;
    return due;
}

const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits);
