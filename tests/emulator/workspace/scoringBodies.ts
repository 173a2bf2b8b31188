import { chat, enforced, messages, type Row } from "./scoringRow";

/** Whole bodies: forms, tensors, parameters, and what agents take. */
export const bodies: readonly Row[] = [
    [
        "two forms",
        "table",
        '{"inputs": 1, "instances": 1}',
        [
            "BAD_REQUEST",
            /^The input must be a JSON dictionary with exactly one of the input fields .* Received dictionary with input fields: \['inputs', 'instances'\]\./,
        ],
    ],
    [
        "no form",
        "table",
        "{}",
        [
            "BAD_REQUEST",
            /^The input must be a JSON dictionary with exactly one of the input fields .* input fields: \[\]\./,
        ],
    ],
    ...["messages", "prompt", "input"].map((name): Row => [
        `a table beside ${name}`,
        "table",
        JSON.stringify({ dataframe_records: [{ a: 1 }], [name]: "x" }),
        // Python says them in an order that differs from run to run.
        enforced(
            new RegExp(
                String.raw`Model is missing inputs \['a'\]\. Note that there were extra inputs: \[(?=.*'dataframe_records')(?=.*'${name}')`,
            ),
        ),
    ]),
    ["a tensor", "tensor", '{"inputs": [[1, 2], [3, 4]]}', 2],
    [
        "a tensor of another shape",
        "tensor",
        '{"inputs": [[1]]}',
        enforced(/Shape of input \(1, 1\) does not match expected shape \(-1, 2\)\./),
    ],
    [
        "a tensor of texts",
        "tensor",
        '{"inputs": [["x", "y"]]}',
        ["BAD_REQUEST", /could not convert string to float: 'x'/],
    ],
    ["an unknown parameter", "table", '{"dataframe_records": [{"a": 1}], "params": {"zz": 1}}', 1],
    [
        "a parameter with a point",
        "table",
        '{"dataframe_records": [{"a": 1}], "params": {"p": 1.0}}',
        [
            "INVALID_PARAMETER_VALUE",
            /Error: Invalid parameters found: \{\('p', .* Can not safely convert `<class 'float'>` to `DataType\.long` for value `1\.0`/,
        ],
    ],
    ["parameters that are null", "table", '{"dataframe_records": [{"a": 1}], "params": null}', 1],
    ["a parameter that is null", "table", '{"dataframe_records": [{"a": 1}], "params": {"p": null}}', 1],
    ["a chat", "chat", JSON.stringify({ messages }), 0],
    [
        "a chat with max_tokens of null",
        "chat",
        chat('"max_tokens": null'),
        enforced(/Incompatible input types for column max_tokens/),
    ],
    ["a chat with n of null", "chat", chat('"n": null'), enforced(/Incompatible input types for column n\./)],
    [
        "a chat with stream of null",
        "chat",
        chat('"stream": null'),
        ["BAD_REQUEST", /^Encountered an unexpected error while evaluating the model\./],
    ],
    [
        "a chat with a text as stop",
        "chat",
        chat('"stop": "x"'),
        enforced(/Expected data to be list or numpy array, got str/),
    ],
    [
        "a chat with a temperature of 2",
        "chat",
        chat('"temperature": 2'),
        enforced(/Incompatible input types for column temperature\. Can not safely convert int64 to float64\./),
    ],
    ["a chat with a temperature of 2.0 and an unknown member", "chat", chat('"temperature": 2.0, "zz": 1'), 0],
    [
        "a chat with a top_k of null",
        "chat",
        chat('"top_k": null'),
        enforced(/Incompatible input types for column top_k/),
    ],
    ["a chat with a temperature of null", "chat", chat('"temperature": null'), 0],
    ["a chat with tools of null", "chat", chat('"tools": null'), 0],
    ["a ChatAgent with a stream of null", "agent", chat('"stream": null'), 0],
    ["a ChatAgent with a user of null", "agent", chat('"context": {"user_id": null}'), 0],
    [
        "a ChatAgent with a context of null",
        "agent",
        chat('"context": null'),
        ["BAD_REQUEST", /^Encountered an unexpected error/],
    ],
    [
        "an unknown member of a context",
        "agent",
        chat('"context": {"zz": 1}'),
        enforced(/Invalid properties not defined in the schema found: \{'zz'\}/),
    ],
    [
        "content as parts",
        "chat",
        JSON.stringify({ messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] }),
        enforced(/Failed to enforce schema for key `content`\. Expected type string, received type list/),
    ],
    [
        "a message without role",
        "chat",
        '{"messages": [{"content": "Hi"}]}',
        enforced(/Missing required properties: \{'role'\}/),
    ],
    [
        "a message with an unknown key",
        "chat",
        '{"messages": [{"role": "user", "content": "Hi", "zz": 1}]}',
        enforced(/Invalid properties not defined in the schema found: \{'zz'\}/),
    ],
    [
        "a message with an unknown key, to a ChatAgent",
        "agent",
        '{"messages": [{"role": "user", "zz": 1}]}',
        enforced(/Invalid properties/),
    ],
    [
        "input as a text",
        "responses",
        '{"input": "hello"}',
        enforced(/Expected data to be list or numpy array, got str/),
    ],
    ["input of messages", "responses", JSON.stringify({ input: messages }), 0],
    ["a ResponsesAgent with a context of null", "responses", JSON.stringify({ input: messages, context: null }), 0],
    [
        "a ResponsesAgent with max_output_tokens of null",
        "responses",
        JSON.stringify({ input: messages, max_output_tokens: null }),
        enforced(/Incompatible input types for column max_output_tokens/),
    ],
    [
        "a message without role, to a ResponsesAgent",
        "responses",
        '{"input": [{"content": "Hi"}]}',
        ["BAD_REQUEST", /^Encountered an unexpected error/],
    ],
];

const only = /^This predictor only supports the following content types: Types: \['text\/csv', 'application\/json', /;
const unknown = /^Unrecognized content type parameters: .*MLflow Model scoring protocol has changed/;

/** Content types that the server does not take: it answers in plain text. */
export const mediaTypes: readonly (readonly [contentType: string | undefined, status: number, text: RegExp])[] = [
    ["text/plain", 415, only],
    ["APPLICATION/JSON", 415, only],
    ["application/json; charset=latin-1", 415, /^The scoring server only supports UTF-8$/],
    ["application/json;", 415, unknown],
    ["application/json; version=1", 415, unknown],
    [undefined, 500, /^Internal Server Error$/],
];
