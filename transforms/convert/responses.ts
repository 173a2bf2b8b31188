import type { OpenAPIV3 } from "openapi-types";
import { Effect } from "../change";
import { setKey, withKeys } from "../jsonObject";
import { OperationPass } from "./operationPasses";
import { under } from "../pointer";

/** Every operation has a response, under a status code, and every response a description (OpenAPI 3.0.3, 4.7.16). */
export const responses: OperationPass = (operation, place, report) => {
    const all = operation.responses ?? {};
    if (areWellFormed(all)) return operation;
    const note = (at: string, construct: string, effect: Effect, detail: string) =>
        report.push({ pointer: at, construct, effect, detail });
    const pointer = under(place.pointer, "responses");
    const result: OpenAPIV3.ResponsesObject = {};
    for (const [key, value] of Object.entries(all)) {
        const status = /^[1-5]xx$/i.test(key) ? key.toUpperCase() : key;
        if (key.startsWith("x-")) {
            setKey(result, key, value);
        } else if (!statusCode.test(status) || Object.hasOwn(result, status)) {
            note(under(pointer, key), "responses", "removed", `${key} is not a status code, or already exists.`);
        } else {
            const response = value as OpenAPIV3.ResponseObject;
            if (status !== key) note(under(pointer, key), "responses", "rewritten", `3.0 writes it ${status}.`);
            if (response.description === undefined) {
                note(under(pointer, key), "description", "added", "3.0 requires one in every response.");
            }
            result[status] = withKeys(response, { description: response.description ?? "No description" });
        }
    }
    if (Object.keys(result).every((key) => key.startsWith("x-"))) {
        note(pointer, "responses", "added", "3.0 requires at least one.");
        result.default = { description: "No description" };
    }
    return withKeys(operation, { responses: result });
};

const statusCode = /^(default|[1-5](\d\d|XX))$/;

function areWellFormed(all: OpenAPIV3.ResponsesObject): boolean {
    let isAny = false;
    for (const key in all) {
        if (key.startsWith("x-")) continue;
        isAny = true;
        if (!statusCode.test(key) || (all[key] as OpenAPIV3.ResponseObject).description === undefined) return false;
    }
    return isAny;
}
