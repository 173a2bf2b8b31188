/**
 * A 3.1 document as a workspace with many models would serve it, of at most `bytes` bytes of JSON: operations that
 * take tables, whose columns are of the kinds that signatures have, in the words of 3.1 that they are written in.
 */
export function generatedDocument(bytes: number): object {
    let [least, most] = [1, Math.ceil(bytes / 50)];
    while (least < most) {
        const middle = Math.ceil((least + most) / 2);
        if (text(middle).length <= bytes) least = middle;
        else most = middle - 1;
    }
    // Parsed, as a document that came over the wire is: nothing in it stands at two places in memory.
    return JSON.parse(text(least)) as object;
}

const text = (count: number) => JSON.stringify(document(columns(count)));

type Column = { name: string; schema: object };

function columns(count: number): Column[] {
    return Array.from({ length: count }, (_, index) => ({
        name: `column_${String(index).padStart(6, "0")}`,
        schema: kinds[index % kinds.length]!,
    }));
}

const kinds: object[] = [
    { type: "integer", format: "int64", exclusiveMinimum: 0 },
    { type: ["number", "null"], format: "double", default: "0.5" },
    { type: "string", examples: ["abc"], description: "A column with a description of usual length" },
    { type: "object", format: "unknown", $comment: "A column of a type that the schema has no name for" },
    { anyOf: [{ type: "string" }, { type: "null" }], default: null },
    { const: "fixed" },
    { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], items: false },
    { $ref: "#/components/schemas/Point", description: "Beside a reference" },
    { type: "object", properties: { const: { type: "boolean" } }, dependentRequired: { const: ["example"] } },
    { if: { type: "string" }, then: { minLength: 1 }, else: { type: "integer" } },
];

function document(all: Column[]): object {
    const operations = Math.min(50, Math.ceil(all.length / 10));
    const paths = Array.from({ length: operations }, (_, index) => {
        const own = all.filter((__, position) => position % operations === index);
        return [`/served-models/model_${index}/invocations`, { post: operation(own) }];
    });
    return {
        openapi: "3.1.0",
        info: { title: "generated", version: "1", summary: "As many columns as it takes" },
        servers: [{ url: "https://adb-1234567890123456.7.azuredatabricks.net/serving-endpoints/generated" }],
        paths: Object.fromEntries(paths),
        components: {
            schemas: {
                Point: {
                    type: "object",
                    required: ["x"],
                    properties: { x: { type: "number" }, y: { type: ["number", "null"] } },
                },
            },
        },
    };
}

function operation(own: Column[]): object {
    const record = {
        type: "object",
        required: own.slice(0, 1).map(({ name }) => name),
        properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    };
    const split = { type: "array", prefixItems: own.slice(0, 20).map(({ schema }) => schema) };
    const inputs = [
        {
            type: "object",
            properties: { dataframe_split: { type: "object", properties: { data: { type: "array", items: split } } } },
        },
        { type: "object", properties: { dataframe_records: { type: "array", items: record } } },
    ];
    return {
        requestBody: {
            content: { "application/json": { schema: { oneOf: own.length > 0 ? inputs : inputs.slice(1) } } },
        },
        responses: {
            "200": {
                description: "Successful operation",
                content: {
                    "application/json": {
                        schema: {
                            type: "object",
                            properties: { predictions: { type: "array", items: { type: "number" } } },
                        },
                    },
                },
            },
        },
    };
}
