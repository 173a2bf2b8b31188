import type { OpenAPIV3 } from "openapi-types";
import { JsonObject, setKey, withKeys } from "./jsonObject";
import { under } from "./pointer";

/** An operation of OpenAPI 3.0. */
export type Operation = OpenAPIV3.OperationObject;

/** Where an operation stands. */
export class OperationPlace {
    private written: string | undefined;

    constructor(
        readonly path: string,
        readonly method: Method,
    ) {}

    /** Made when it is asked for: few operations have anything to report. */
    get pointer(): string {
        return (this.written ??= under(under("#/paths", this.path), this.method));
    }
}

/** The methods whose operations are published; `trace` is not one of them. */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
/** A method whose operations are published. */
export type Method = (typeof methods)[number];

/** The operations of a document, by path and method, so that no result depends on the order of keys. */
export const operations = {
    places(document: OpenAPIV3.Document): OperationPlace[] {
        const places: OperationPlace[] = [];
        for (const path of Object.keys(document.paths).sort()) {
            if (path.startsWith("x-")) continue;
            const item = document.paths[path];
            for (const method of methods) {
                if (item?.[method as OpenAPIV3.HttpMethods] === undefined) continue;
                places.push(new OperationPlace(path, method));
            }
        }
        return places;
    },

    at(document: OpenAPIV3.Document, { path, method }: OperationPlace): Operation {
        return document.paths[path]![method as OpenAPIV3.HttpMethods]!;
    },

    /**
     * The document with each operation as `change` returns it; the same document where it returns what it got.
     * @param places of the operations, where they are known
     */
    map(
        document: OpenAPIV3.Document,
        change: (operation: Operation, place: OperationPlace) => Operation,
        places: readonly OperationPlace[] = operations.places(document),
    ): OpenAPIV3.Document {
        let paths = document.paths;
        for (const place of places) {
            const before = operations.at(document, place);
            const after = change(before, place);
            if (after === before) continue;
            if (paths === document.paths) paths = { ...paths };
            setKey(paths as JsonObject, place.path, withKeys(paths[place.path]!, { [place.method]: after }));
        }
        return paths === document.paths ? document : withKeys(document, { paths });
    },
};
