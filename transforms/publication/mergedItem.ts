import { canonicalJson } from "../canonical";
import { Change } from "../change";
import { inputForms } from "../convert/inputForms";
import { isObject, JsonObject, setKey } from "../jsonObject";
import { under } from "../pointer";
import { References, documentBase } from "../references";

/** One served entity's path in a document. */
export interface ServedPath {
    readonly path: string;
    /** Name of the served entity. */
    readonly entity: string;
    /** Its path item. */
    readonly item: JsonObject;
}

/**
 * One path item for calls that any of several served entities may answer: a request is what one of them takes, a
 * response what one of them gives. Equal contracts count once, and their order is that of their texts, so that neither
 * the names of the entities nor a change of their traffic changes anything.
 */
export function mergedItem(served: readonly ServedPath[], references: References, report: Change[]): JsonObject {
    const items = distinct(served.map(({ item }) => withoutId(item)));
    const first = items[0]!;
    if (items.length === 1) return first;
    const operations = items.map(({ post }) => post).filter(isObject);
    if (operations.length < 2) return items.find(({ post }) => isObject(post)) ?? first;
    const note = (what: string) => report.push(differing(under("#/paths", served[0]!.path), what));
    const merged = mergedOperation(operations, references, note);
    return { ...first, post: merged };
}

/** What a reference stands for, where it leads somewhere; the value itself where it is none. */
export function referred(value: unknown, references: References): unknown {
    let result = value;
    for (let steps = 0; isObject(result) && typeof result.$ref === "string" && steps < mostSteps; steps++) {
        const target = references.resolve(result.$ref, documentBase);
        if (!isObject(target?.value)) return value;
        result = target.value;
    }
    return result;
}

/** More references one after another are a circle. */
const mostSteps = 20;

function mergedOperation(
    operations: readonly JsonObject[],
    references: References,
    note: (what: string) => void,
): JsonObject {
    const look = (value: unknown) => referred(value, references);
    const result: JsonObject = { ...operations[0] };
    const parameters = operations.flatMap(({ parameters }) => (Array.isArray(parameters) ? parameters : []));
    if (parameters.length > 0) result.parameters = distinct(parameters);
    const bodies = operations.map(({ requestBody }) => look(requestBody)).filter(isObject);
    if (bodies.length > 0) {
        const required = bodies.length === operations.length && bodies.every((body) => body.required === true);
        result.requestBody = { ...bodies[0], required, content: mergedContent(bodies, () => note("take requests")) };
    }
    const responses: JsonObject = {};
    for (const operation of operations) {
        const own = look(operation.responses);
        for (const status of isObject(own) ? Object.keys(own) : []) {
            if (Object.hasOwn(responses, status)) continue;
            const same = operations.map(({ responses }) => look((look(responses) as JsonObject | undefined)?.[status]));
            const answers = same.filter(isObject);
            const content = mergedContent(answers, () => note("give answers"));
            const hasContent = Object.keys(content).length > 0;
            setKey(responses, status, { ...answers[0], ...(hasContent && { content }) });
        }
    }
    return { ...result, responses };
}

/** The contents of several bodies: of each media type any of its schemas. */
function mergedContent(holders: readonly JsonObject[], note: () => void): JsonObject {
    const contents = holders.map(({ content }) => content).filter(isObject);
    const result: JsonObject = {};
    for (const type of new Set(contents.flatMap((content) => Object.keys(content)))) {
        const media = contents.map((content) => content[type]).filter(isObject);
        const { schema: _, ...rest } = media[0] ?? {};
        // A media type without a schema takes everything.
        const open = media.some(({ schema }) => schema === undefined);
        setKey(
            result,
            type,
            open
                ? rest
                : {
                      ...rest,
                      schema: anyOf(
                          media.map(({ schema }) => schema),
                          note,
                      ),
                  },
        );
    }
    return result;
}

function anyOf(schemas: readonly unknown[], note: () => void): unknown {
    const different = distinct(schemas);
    if (different.length === 1) return different[0];
    note();
    const alternatives = distinct(different.flatMap(alternativesOf));
    return alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives };
}

function alternativesOf(schema: unknown): unknown[] {
    if (!isObject(schema)) return [schema];
    const keys = Object.keys(schema);
    const plain = keys.length === 1 && keys[0] === "anyOf" && Array.isArray(schema.anyOf) && schema.anyOf.length > 0;
    if (plain) return schema.anyOf as unknown[];
    return isFormsOfInput(schema) ? (schema.oneOf as unknown[]) : [schema];
}

/**
 * Whether a schema lists MLflow's forms of input as Databricks does: `oneOf` objects of which none requires its form,
 * so that no object is exactly one of them. `anyOf` is meant.
 */
function isFormsOfInput(schema: unknown): boolean {
    if (!isObject(schema) || Object.keys(schema).join() !== "oneOf" || !Array.isArray(schema.oneOf)) return false;
    return schema.oneOf.every(
        (branch) =>
            isObject(branch) &&
            branch.required === undefined &&
            isObject(branch.properties) &&
            inputForms.some((form) => Object.hasOwn(branch.properties as JsonObject, form)),
    );
}

function differing(pointer: string, what: string): Change {
    const detail = `Served models with traffic ${what} of different shapes; any of them may get a call.`;
    return { pointer, construct: "anyOf", effect: "loosened", detail };
}

/** Each value once, sorted by text. */
function distinct<T>(values: readonly T[]): T[] {
    const texts = new Map(values.map((value) => [canonicalJson(value) ?? "", value]));
    return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function withoutId(item: JsonObject): JsonObject {
    if (!isObject(item.post) || item.post.operationId === undefined) return item;
    const { operationId: _, ...post } = item.post;
    return { ...item, post };
}
