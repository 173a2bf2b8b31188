import { absoluteUri, dropped, flag, map, object, Reader, text, uri, words } from "../readers";

/** A link to further documentation; one without a `url` is left out. */
export const externalDocs = object({ description: words, url: uri }, ["url"]);

const noDefault = dropped("3.0 names a schema for each value only.");

/** The objects inside a schema that are no schemas themselves. */
export const schemaParts = new Map<string, Reader>([
    ["discriminator", object({ propertyName: text, mapping: map(text), defaultMapping: noDefault }, ["propertyName"])],
    ["externalDocs", externalDocs],
    ["xml", object({ name: text, namespace: absoluteUri, prefix: text, attribute: flag, wrapped: flag })],
]);
