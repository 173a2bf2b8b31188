import type { OpenAPIV3 } from "openapi-types";
import { JsonObject, setKey } from "./jsonObject";
import { under } from "./pointer";

export type Operation = OpenAPIV3.OperationObject;

/** Where an operation stands. */
export interface OperationPlace {
    path: string;
    method: Method;
    pointer: string;
}

export const methods = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
export type Method = (typeof methods)[number];

/** The operations of a document, by path and method, so that no result depends on the order of keys. */
export const operations = {
    places(document: OpenAPIV3.Document): OperationPlace[] {
        return Object.keys(document.paths)
            .filter((path) => !path.startsWith("x-"))
            .sort()
            .flatMap((path) =>
                methods
                    .filter((method) => document.paths[path]?.[method as OpenAPIV3.HttpMethods] !== undefined)
                    .map((method) => ({ path, method, pointer: under(under("#/paths", path), method) })),
            );
    },

    at(document: OpenAPIV3.Document, { path, method }: OperationPlace): Operation {
        return document.paths[path]![method as OpenAPIV3.HttpMethods]!;
    },

    map(
        document: OpenAPIV3.Document,
        change: (operation: Operation, place: OperationPlace) => Operation,
    ): OpenAPIV3.Document {
        const paths: JsonObject = {};
        for (const [path, item] of Object.entries(document.paths)) setKey(paths, path, { ...item });
        for (const place of operations.places(document)) {
            (paths[place.path] as JsonObject)[place.method] = change(operations.at(document, place), place);
        }
        return { ...document, paths: paths as OpenAPIV3.PathsObject };
    },
};
