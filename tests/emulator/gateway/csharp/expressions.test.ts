import assert from "node:assert/strict";
import { compileCSharp, type Wanted } from "../../../../emulator/gateway/csharp/compile";
import { CSharpError } from "../../../../emulator/gateway/csharp/csharpError";
import { CSharpException } from "../../../../emulator/gateway/csharp/exceptions";
import { tokenFromObject } from "../../../../emulator/gateway/csharp/jsonConvert";
import { jsonText } from "../../../../emulator/gateway/csharp/jsonWriter";
import { nameOf } from "../../../../emulator/gateway/csharp/types";
import { textOf, typeOfValue } from "../../../../emulator/gateway/csharp/values";
import { cases, contextNamed, type Run } from "./expressionCases";

function refusal(expression: string, wanted: Wanted): CSharpError {
    try {
        compileCSharp(expression, wanted);
    } catch (error) {
        assert.ok(error instanceof CSharpError, String(error));
        return error;
    }
    assert.fail("the expression was taken");
}

/** The last part of a type's name, without its parameters. */
function shortName(type: string): string {
    return type
        .replace(/[<`].*/, "")
        .split(".")
        .at(-1)!;
}

function check(expression: string, wanted: Wanted, run: Run): void {
    const evaluate = compileCSharp(expression, wanted);
    if (run.throws !== undefined) {
        // The parser of .NET Framework has no exception of its own for patterns.
        const type = run.throws.replace(
            "System.Text.RegularExpressions.RegexParseException",
            "System.ArgumentException",
        );
        assert.throws(
            () => evaluate(contextNamed(run.context)),
            (error) => error instanceof CSharpException && error.type === type,
        );
        return;
    }
    const value = evaluate(contextNamed(run.context));
    const type = typeOfValue(value);
    assert.deepEqual(
        [textOf(value), type ? shortName(nameOf(type)) : null],
        [run.text, run.type ? shortName(run.type) : null],
    );
    if (run.value !== undefined) assert.deepEqual(JSON.parse(jsonText(tokenFromObject(value), false)), run.value);
}

describe("policy expressions, as C# has them", () => {
    for (const { expression, wanted, refused, runs = [] } of cases) {
        if (refused === "not documented") {
            it(`are 501 for what is not documented: ${expression}`, () =>
                assert.equal(refusal(expression, wanted).unsupported, true));
        } else if (refused !== undefined) {
            it(`are 400 where C# says ${refused}: ${expression}`, () =>
                assert.equal(refusal(expression, wanted).unsupported, false));
        }
        for (const run of runs) {
            const outcome = run.throws === undefined ? "give what C# gives" : `throw ${run.throws}`;
            it(`${outcome} in "${run.context}": ${expression}`, () => check(expression, wanted, run));
        }
    }
});
