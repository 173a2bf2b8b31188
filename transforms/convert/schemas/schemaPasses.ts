import { withSortedKeys } from "../../canonical";
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
import { idle } from "./idle";
import { importedBounds } from "./importedBounds";
import { importedEnums } from "./importedEnums";
import { keywords, known } from "./keywords";
import { markup } from "./markup";
import { negations } from "./negations";
import { nullable } from "./nullable";
import { nullAlternatives } from "./nullAlternatives";
import { nullBranches } from "./nullBranches";
import { patternProperties } from "./patternProperties";
import { propertyNames } from "./propertyNames";
import { requiredNames } from "./requiredNames";
import { Pass, Schema, SchemaPlace } from "./schema";
import { standing } from "./schemaChildren";
import { schemaParts } from "./schemaParts";
import { tuples } from "./tuples";
import { types } from "./types";
import { unevaluated } from "./unevaluated";
import { fitting, textual, wellFormed } from "./wellFormed";

/**
 * What is done to a schema, in this order, each pass with the keywords that it is about: schemas that have none of them
 * are none of its business. Inner schemas have been through all of it.
 */
const passes: readonly [pass: Pass, ...about: string[]][] = [
    [idle, "properties", "nullable", "uniqueItems"],
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
    [importedBounds, "minimum", "maximum", "multipleOf"],
    [negations, "not"],
    [choices, "oneOf"],
    // After every pass that writes keywords of one type, because it moves them to their type.
    [types, "type"],
    // After choices, which may leave an anyOf, and after types, which gives null its form.
    [nullBranches, "anyOf", "oneOf"],
    // After types and nullBranches: both ask for the one type that a value has to have.
    [enums, "enum"],
    // After everything that changes what a value is typed by.
    [importedEnums, "enum", "allOf"],
    [defaults, "default"],
    [arrayItems, "type"],
    // After choices, which may have changed what requires the property.
    [discriminators, "discriminator"],
    [examples, "examples"],
    [contents, "contentEncoding", "contentMediaType", "contentSchema"],
    [formats, "format"],
    // After every pass on keywords that may stand beside nullable, because it may move them into an alternative.
    [nullAlternatives, "nullable"],
    [markup, "description", "title"],
];

/** Last: whatever no other pass knew. */
const aboutUnknown = 1 << passes.length;

/** No pass: the value does not stay as it is, because it holds schemas, refers to one or is read by itself. */
export const nested = aboutUnknown << 1;

/** No pass: a value is not of a type that its keyword has, so nothing else is known yet. */
export const malformed = -1;

interface Keyword {
    /** The passes about it, as one bit each in the order of the list. */
    passes: number;
    fits: ((value: unknown) => boolean) | undefined;
    /** Whether every text fits. */
    takesText: boolean;
}

function keyword(name: string, passes: number): Keyword {
    const fits = fitting.get(name);
    return { passes, fits, takesText: fits === undefined || textual.has(name) };
}

const about = new Map<string, Keyword>();
for (const name of known) about.set(name, keyword(name, 0));
passes.forEach(([, ...names], index) => {
    for (const name of names) {
        const passes = (about.get(name)?.passes ?? 0) | (1 << index);
        about.set(name, keyword(name, passes));
    }
});

for (const name of [...standing.keys(), ...schemaParts.keys(), "$ref", "$dynamicRef"]) {
    about.set(name, keyword(name, (about.get(name)?.passes ?? aboutUnknown) | nested));
}

/**
 * The schema in the words of 3.0, given that the schemas inside it are. Its keys stay in order.
 * @param due what `passesAbout` says of it
 */
export function converted(schema: Schema, at: SchemaPlace, due = passesAbout(schema)): Schema {
    let result = schema;
    if (due === malformed) {
        // First: every other pass trusts the types of the values it reads.
        result = wellFormed(schema, at);
        due = passesAbout(result);
    }
    while ((due & (aboutUnknown - 1)) !== 0) {
        const index = lowestBit(due);
        const next = passes[index]![0](result, at);
        // Those before have had their turn.
        due = (next === result ? due : passesAbout(next)) & (-2 << index);
        result = next;
    }
    if ((due & aboutUnknown) !== 0) result = keywords(result, at);
    return result === schema ? schema : withSortedKeys(result);
}

/** What its keywords call for, as bits: passes, and whether anything in it is `nested`. */
export function passesAbout(schema: Schema): number {
    let due = 0;
    for (const keyword in schema) {
        const known = about.get(keyword);
        if (known === undefined) {
            due |= aboutUnknown;
            continue;
        }
        const { fits, takesText } = known;
        if (fits !== undefined && !(takesText && typeof schema[keyword] === "string") && !fits(schema[keyword])) {
            return malformed;
        }
        due |= known.passes;
    }
    return due;
}

/** Whether a value under the keyword is put into the converted schema as it is. */
export function staysAsItIs(keyword: string): boolean {
    const known = about.get(keyword);
    return known === undefined || (known.passes & nested) === 0;
}

const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits);
