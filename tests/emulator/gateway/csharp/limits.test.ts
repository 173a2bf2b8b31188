import assert from "node:assert/strict";
import { BudgetError } from "../../../../emulator/gateway/csharp/budget";
import { compileCSharp } from "../../../../emulator/gateway/csharp/compile";
import { CSharpError } from "../../../../emulator/gateway/csharp/csharpError";
import { CSharpException } from "../../../../emulator/gateway/csharp/exceptions";
import { contextNamed } from "./expressionCases";

const call = contextNamed("chat");

function refusal(expression: string): CSharpError {
    try {
        compileCSharp(expression, "object");
    } catch (error) {
        assert.ok(error instanceof CSharpError, String(error));
        return error;
    }
    assert.fail(`${expression} was taken`);
}

describe("the evaluator of expressions", () => {
    for (const name of [
        "constructor",
        "__proto__",
        "prototype",
        "toString",
        "hasOwnProperty",
        "valueOf",
        "process",
        "globalThis",
    ]) {
        it(`knows nothing of JavaScript's ${name}`, () => {
            for (const expression of [
                name,
                `context.${name}`,
                `"a".${name}`,
                `"a".${name}()`,
                `string.${name}`,
                `new ${name}()`,
                `new { ${name} = 1 }.x`,
                `(${name})null`,
                `JTokenType.${name}`,
            ]) {
                assert.equal(refusal(`@(${expression})`).unsupported, false, expression);
            }
        });
    }

    it("takes such names for keys like any other", () => {
        const expressions = {
            '@(JObject.Parse("{\\"__proto__\\":{\\"a\\":1},\\"constructor\\":2}").ToString(Formatting.None))':
                '{"__proto__":{"a":1},"constructor":2}',
            '@(new Dictionary<string, int> { ["__proto__"] = 1 }.ContainsKey("constructor") ? "a" : "b")': "b",
            '@((string)context.Variables["constructor"] ?? "none")': "none",
            '@(context.Request.Headers.GetValueOrDefault("__proto__", "none"))': "none",
            '@(new { constructor = "a" }.constructor)': "a",
            '@(Regex.Match("a", "(?<constructor>a)").Groups["toString"].Value)': "",
        };
        for (const [expression, text] of Object.entries(expressions))
            assert.equal(compileCSharp(expression, "string")(call), text, expression);
    });

    it("ends loops, recursion and patterns that would not end", () => {
        for (const expression of [
            "@{ while (true) { } }",
            "@{ for (;;) ; }",
            "@{ again: goto again; }",
            "@(Enumerable.Range(0, int.MaxValue).Count())",
            '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$"))',
            '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)*$"))',
        ]) {
            assert.throws(() => compileCSharp(expression, "object")(call), BudgetError, expression);
        }
        assert.throws(
            () => compileCSharp("@{ int F(int n) { return F(n + 1); } return F(0); }", "int")(call),
            CSharpException,
        );
    });

    it("makes no text or list beyond measure", () => {
        for (const expression of [
            '@("".PadLeft(int.MaxValue))',
            "@(new string('a', int.MaxValue))",
            "@(new int[int.MaxValue])",
            "@(Enumerable.Repeat(1, int.MaxValue).ToArray())",
            '@(string.Format("{0,999999999}", 1))',
        ]) {
            assert.throws(() => compileCSharp(expression, "object")(call), CSharpException, expression);
        }
    });

    it("refuses what is nested too deeply to read", () => {
        assert.equal(refusal(`@(${"(".repeat(50_000)}1${")".repeat(50_000)})`).unsupported, true);
        assert.equal(refusal(`@(1${" + 1".repeat(50_000)})`).unsupported, true);
    });

    it("refuses a pattern that it can't match when the policy is put", () => {
        const error = refusal('@(Regex.IsMatch("a", "(?(a)b|c)"))');
        assert.deepEqual(
            [error.unsupported, error.message],
            [true, "conditions, numbered and balancing groups in a regular expression"],
        );
    });

    it("never tells the text of an expression, which may be a secret", () => {
        for (const expression of [
            "@(secret)",
            '@(context.secret("secret"))',
            "@(new secret())",
            '@("secret)',
            "@(secret secret)",
            "@(context.Api.Id.secret)",
        ]) {
            assert.doesNotMatch(refusal(expression).message, /secret/);
        }
    });
});
