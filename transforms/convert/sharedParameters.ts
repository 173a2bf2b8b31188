import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { JsonObject, setKey, withKeys } from "../jsonObject";
import { Operation, operations } from "../operations";
import { under } from "../pointer";

type Parameter = OpenAPIV3.ParameterObject;

/**
 * The parameters of a path come to stand in each of its operations, where the operation does not have them already
 * (OpenAPI 3.0.3, 4.7.9.1). Later passes then find all of an operation's parameters in one place.
 */
export function sharedParameters(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const result = operations.map(document, (operation, place) => {
        const all = [...own(operation), ...((document.paths[place.path]?.parameters ?? []) as Parameter[])];
        if (all.length === 0 && operation.parameters === undefined) return operation;
        return withUnique(all, operation, { pointer: place.pointer, report, own: own(operation).length });
    });
    let paths = result.paths;
    for (const [path, item] of Object.entries(paths)) {
        if (item?.parameters === undefined || path.startsWith("x-")) continue;
        const { parameters: _, ...rest } = item;
        if (paths === result.paths) paths = { ...paths };
        setKey(paths as JsonObject, path, rest);
        const pointer = under(under("#/paths", path), "parameters");
        const detail = "They move to the path's operations.";
        report.push({ pointer, construct: "parameters", effect: "rewritten", detail });
    }
    return paths === result.paths ? result : withKeys(result, { paths });
}

function withUnique(
    parameters: Parameter[],
    operation: Operation,
    place: { pointer: string; report: Change[]; own: number },
): Operation {
    const seen = new Set<string>();
    const unique = parameters.filter((parameter, index) => {
        const name = parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name;
        const key = `${parameter.in} ${name}`;
        if (!seen.has(key)) return seen.add(key);
        if (index < place.own) {
            const pointer = under(under(place.pointer, "parameters"), index);
            const detail = `The ${parameter.in} parameter ${parameter.name} already exists.`;
            place.report.push({ pointer, construct: "parameters", effect: "removed", detail });
        }
        return false;
    });
    if (unique.length === 0) {
        const { parameters: _, ...rest } = operation;
        return rest;
    }
    return withKeys(operation, { parameters: unique });
}

const own = (operation: Operation) => (operation.parameters ?? []) as Parameter[];
