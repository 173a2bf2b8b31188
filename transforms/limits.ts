/**
 * The bounds of a document that can be imported (Azure API Management: API import restrictions, service limits) and
 * those that keep the work on a hostile one bounded.
 */
export const limits = {
    /** Bytes of an inline document, in UTF-8. */
    documentBytes: 4 * 1024 * 1024,
    /** Characters of an operation's `operationId`. */
    operationId: 80,
    /** Characters of the resource name that the importer derives from it. */
    operationName: 76,
    /** Characters of a summary, which becomes the operation's display name, and of the API's title. */
    displayName: 300,
    /** Characters of an operation's description. */
    description: 1000,
    /** Characters of a URL template, query included. */
    urlTemplate: 1000,
    /** Characters of the backend's URL. */
    serverUrl: 2000,
    /** Objects and arrays inside each other. Deeper documents are refused before anything recurses into them. */
    depth: 512,
    /** Parts of an operation that stand in each other by reference: the importer refuses what is nested deeper than this. */
    inlined: 64,
    /** Values in a document: more cannot be written in 4 MB. */
    values: 4_000_000,
} as const;
