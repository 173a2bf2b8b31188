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
import { keywords } from "./keywords";
import { negations } from "./negations";
import { nullable } from "./nullable";
import { nullBranches } from "./nullBranches";
import { patternProperties } from "./patternProperties";
import { propertyNames } from "./propertyNames";
import { requiredNames } from "./requiredNames";
import { Pass } from "./schema";
import { tuples } from "./tuples";
import { types } from "./types";
import { unevaluated } from "./unevaluated";
import { wellFormed } from "./wellFormed";

/** What is done to every schema, in this order. Inner schemas have been through all of it. */
export const schemaPasses: readonly Pass[] = [
    // First: every later pass trusts the types of the values it reads.
    wellFormed,
    requiredNames,
    // Before types, which writes nullable itself.
    nullable,
    // Before conditionals, dependents, contains, tuples and patternProperties: their keywords evaluate too.
    unevaluated,
    conditionals,
    dependents,
    contains,
    tuples,
    patternProperties,
    propertyNames,
    // Before choices and types, so that those find the schema's own enum and bounds.
    constants,
    exclusiveBounds,
    negations,
    choices,
    // After every pass that writes keywords of one type, because it moves them to their type.
    types,
    // After choices, which may leave an anyOf, and after types, which gives null its form.
    nullBranches,
    // After types and nullBranches: both ask for the one type that a value has to have.
    enums,
    defaults,
    arrayItems,
    // After choices, which may have changed what requires the property.
    discriminators,
    examples,
    contents,
    formats,
    // Last: whatever no pass before it knew.
    keywords,
];
