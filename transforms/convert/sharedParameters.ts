import type { OpenAPIV3 } from "openapi-types";
import { canonical } from "../canonical";
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
    let shared: Map<string, Parameter[]> | undefined;
    for (const path in document.paths) {
        const parameters = path.startsWith("x-") ? undefined : document.paths[path]!.parameters;
        // Sorted here, so that a parameter stays one object in all operations.
        if (parameters !== undefined) (shared ??= new Map()).set(path, canonical(parameters) as Parameter[]);
    }
    const result = operations.map(document, (operation, place) => {
        const parameters = shared?.get(place.path);
        if (parameters === undefined && operation.parameters === undefined) return operation;
        const all = [...own(operation), ...(parameters ?? [])];
        return withUnique(all, operation, { pointer: place.pointer, report, own: own(operation).length });
    });
    if (shared === undefined) return result;
    const paths = { ...result.paths };
    for (const path of shared.keys()) {
        const { parameters: _, ...rest } = paths[path]!;
        setKey(paths as JsonObject, path, rest);
        const pointer = under(under("#/paths", path), "parameters");
        const detail = "They move to the path's operations.";
        report.push({ pointer, construct: "parameters", effect: "rewritten", detail });
    }
    return withKeys(result, { paths });
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
