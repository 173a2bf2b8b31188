import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { setKey, withKeys } from "../jsonObject";
import { methods, Operation, OperationPlace } from "../operations";
import { under } from "../pointer";
import { UnimportableError } from "../unimportableError";

type Parameter = OpenAPIV3.ParameterObject;
type PathItem = OpenAPIV3.PathItemObject;

const placeholder = /\{([^/{}]+)\}/g;

/**
 * Paths that differ in nothing but the names of their parameters are one path to the importer ("path signature"), and
 * every name in braces has one path parameter, and the other way round. Names in braces are no part of what callers
 * send: where they clash with each other or with a query parameter (case ignored), they get another.
 */
export function pathTemplates(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const paths: OpenAPIV3.PathsObject = {};
    const alike = new Map<string, string[]>();
    for (const path of Object.keys(document.paths).sort()) {
        const signature = path.startsWith("x-") ? path : withoutNames(withSlash(path));
        if (!alike.get(signature)?.push(path)) alike.set(signature, [path]);
    }
    for (const [signature, group] of alike) {
        const items = group.map((path) => document.paths[path]!);
        if (signature.startsWith("x-")) {
            setKey(paths, signature, items[0]);
            continue;
        }
        const template = uniqueNames(withSlash(group[0]!), items);
        let result: PathItem | undefined;
        group.forEach((path, index) => {
            const item = matching(items[index]!, path, template, report);
            result = result === undefined ? item : joined(result, item, path, template);
            if (path !== template) note(report, path, "rewritten", `The importer takes it as ${template}.`);
        });
        setKey(paths, template, result);
    }
    return isSame(paths, document.paths) ? document : withKeys(document, { paths });
}

function isSame(some: OpenAPIV3.PathsObject, others: OpenAPIV3.PathsObject): boolean {
    // What is joined or renamed is under another path.
    for (const path in others) if (some[path] !== others[path]) return false;
    return true;
}

const withoutNames = (path: string) => (path.includes("{") ? path.replace(placeholder, "{}") : path);

const withSlash = (path: string) => (path.startsWith("/") ? path : `/${path}`);

function joined(first: PathItem, second: PathItem, path: string, template: string): PathItem {
    const clash = methods.find((method) => method in first && method in second);
    if (clash !== undefined) {
        throw new UnimportableError(
            under(under("#/paths", path), clash),
            `The path is the same as ${template} but for the names of its parameters, and both have ${clash}.`,
            "Leave out one of the two, or tell the paths apart by more than names in braces.",
        );
    }
    return { ...second, ...first };
}

/** The template with names of which no two are equal, nor equal to a query parameter, case ignored. */
function uniqueNames(template: string, items: readonly PathItem[]): string {
    if (!template.includes("{")) return template;
    const taken = new Set<string>();
    for (const { in: location, name } of items.flatMap(parametersOf))
        if (location === "query") taken.add(name.toLowerCase());
    return template.replace(placeholder, (_, name: string) => {
        let unique = name;
        for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${name}${number}`;
        taken.add(unique.toLowerCase());
        return `{${unique}}`;
    });
}

/** The path item with the path parameters of `template`; those of `path` lend them what they say. */
function matching(item: PathItem, path: string, template: string, report: Change[]): PathItem {
    const before = namesIn(path);
    const after = namesIn(template);
    let result = item;
    for (const method of methods) {
        const operation = item[method as OpenAPIV3.HttpMethods];
        if (operation === undefined) continue;
        const place = new OperationPlace(path, method);
        const matched = withPathParameters(operation, before, after, place, report);
        if (matched !== operation) result = withKeys(result, { [method]: matched });
    }
    return result;
}

function withPathParameters(
    operation: Operation,
    before: string[],
    after: string[],
    place: OperationPlace,
    report: Change[],
): Operation {
    if (operation.parameters === undefined && after.length === 0) return operation;
    const all = (operation.parameters ?? []) as Parameter[];
    const declared = all.filter((parameter) => parameter.in === "path");
    const others = all.filter((parameter) => parameter.in !== "path");
    const say = (effect: Change["effect"], detail: string) =>
        report.push({ pointer: under(place.pointer, "parameters"), construct: "parameters", effect, detail });

    const used = new Set<Parameter>();
    const parameters = after.map((name, index) => {
        const old = before[index]!;
        const source =
            declared.find((parameter) => parameter.name === old) ??
            declared.find((parameter) => parameter.name.toLowerCase() === old.toLowerCase());
        if (source === undefined) {
            say("added", `{${name}} in the path needs a path parameter.`);
            return { name, in: "path", required: true, schema: { type: "string" as const } };
        }
        used.add(source);
        if (source.name !== name) say("rewritten", `The path parameter ${source.name} is now ${name}.`);
        if (source.required !== true)
            say("rewritten", `The path parameter ${name} is required, as all path parameters are.`);
        return withKeys(source, { name, required: true });
    });
    for (const parameter of declared) {
        if (!used.has(parameter)) say("removed", `The path has no {${parameter.name}} for the path parameter.`);
    }
    if (parameters.length + others.length === 0 && operation.parameters === undefined) return operation;
    const { parameters: _, ...rest } = operation;
    const result = [...parameters, ...others];
    return result.length > 0 ? withKeys(rest, { parameters: result }) : rest;
}

function parametersOf(item: PathItem): Parameter[] {
    return methods.flatMap((method) => (item[method as OpenAPIV3.HttpMethods]?.parameters ?? []) as Parameter[]);
}

const namesIn = (template: string) =>
    !template.includes("{") ? [] : [...template.matchAll(placeholder)].map((match) => match[1]!);

const note = (report: Change[], path: string, effect: Change["effect"], detail: string) =>
    report.push({ pointer: under("#/paths", path), construct: "paths", effect, detail });
