import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { operations } from "../operations";
import { under } from "../pointer";

/** API Management drops the request bodies of these methods (API import restrictions). */
const bodiless = new Set(["get", "head", "options"]);

/** Leaves out the request bodies that no caller can send. */
export function bodies(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    return operations.map(document, (operation, place) => {
        if (operation.requestBody === undefined || !bodiless.has(place.method)) return operation;
        const { requestBody, ...rest } = operation;
        const detail = `API Management accepts no body with ${place.method.toUpperCase()}.`;
        const pointer = under(place.pointer, "requestBody");
        report.push({ pointer, construct: "requestBody", effect: "removed", detail });
        return rest;
    });
}
