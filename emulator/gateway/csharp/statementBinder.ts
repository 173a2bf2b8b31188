import { step } from "./budget";
import type { Binder } from "./binder";
import type { Bound, BoundStatement, Frame, Signal } from "./bound";
import { itemsOf } from "./collections";
import { explicitly } from "./conversions";
import { notSupported, refused } from "./csharpError";
import { raise } from "./thrown";
import { functionOf } from "./lambdas";
import { storeOf, type Scope } from "./scope";
import { switchStatement } from "./switches";
import type { Statement } from "./syntax";
import { typeNamed } from "./typeRegistry";
import { tryStatement } from "./tries";
import { lineage, nullType, voidType, type Type } from "./types";
import { present } from "./values";

type Of<Kind extends Statement["is"]> = Statement & { readonly is: Kind };

const nothing: BoundStatement = { run: () => undefined, completes: true };

/** Makes what runs a statement. */
export function boundStatement(binder: Binder, statement: Statement, scope: Scope): BoundStatement {
    const { at } = statement;
    switch (statement.is) {
        case "empty":
            return nothing;
        case "block":
            return block(binder, statement.body, scope.block());
        case "expression": {
            const { run } = binder.value(statement.value, scope);
            return { run: (frame) => void run(frame), completes: true };
        }
        case "declare":
            return declaration(binder, statement, scope);
        case "function": {
            const params = statement.params.map(({ type, at: where }) => {
                if (!type) throw refused(where, "A parameter of a function has a type.");
                return binder.type(type);
            });
            const returns = binder.type(statement.returns);
            const { slot } = scope.declareFunction(statement.name, params, returns, at);
            const make = functionOf(binder, statement.params, params, returns, statement.body, scope, at);
            return { run: (frame) => void (frame.slots[slot] = make(frame)), completes: true };
        }
        case "if":
            return ifStatement(binder, statement, scope);
        case "while":
            return whileStatement(binder, statement, scope);
        case "for":
            return forStatement(binder, statement, scope);
        case "foreach":
            return forEachStatement(binder, statement, scope);
        case "switch":
            return switchStatement(binder, statement, scope);
        case "try":
            return tryStatement(binder, statement, scope);
        case "using": {
            const inner = scope.block();
            const resource = binder.statement(statement.resource, inner);
            const body = binder.statement(statement.body, inner);
            return { run: (frame) => resource.run(frame) ?? body.run(frame), completes: body.completes };
        }
        case "label":
            return binder.statement(statement.body, scope);
        case "goto":
            return { run: () => ({ is: "goto", label: statement.name }), completes: false };
        case "break":
        case "continue": {
            scope.checkLeaves(statement.is, at);
            const signal: Signal = { is: statement.is };
            return { run: () => signal, completes: false };
        }
        case "return":
            return returnStatement(binder, statement, scope);
        case "throw": {
            if (!statement.value) throw notSupported(at, "'throw' without a value");
            const { run } = binder.as(statement.value, typeNamed("Exception"), scope);
            return { run: (frame) => raise(run(frame)), completes: false };
        }
    }
}

/** Statements in a row. A `goto` finds the labels of its own row, and of those around it. */
export function block(binder: Binder, statements: readonly Statement[], scope: Scope): BoundStatement {
    const labels = new Map(
        statements.flatMap((statement, at) => (statement.is === "label" ? [[statement.name, at] as const] : [])),
    );
    const functions = statements.filter(({ is }) => is === "function");
    const others = statements.filter(({ is }) => is !== "function");
    // A function can be called before it is declared.
    const ordered = labels.size > 0 ? statements : [...functions, ...others];
    let completes = true;
    const bodies = ordered.map((statement) => {
        const bound = binder.statement(statement, scope);
        // What cannot be reached may well return; a label makes it reachable again.
        completes = statement.is === "label" ? bound.completes : completes && bound.completes;
        return bound.run;
    });
    if (labels.size === 0) {
        const run = (frame: Frame): Signal => {
            for (const body of bodies) {
                const signal = body(frame);
                if (signal) return signal;
            }
            return undefined;
        };
        return { run, completes };
    }
    const run = (frame: Frame): Signal => {
        for (let at = 0; at < bodies.length; at++) {
            const signal = bodies[at]!(frame);
            const target = signal?.is === "goto" ? labels.get(signal.label) : undefined;
            if (signal && target === undefined) return signal;
            if (target === undefined) continue;
            step();
            at = target - 1;
        }
        return undefined;
    };
    return { run, completes };
}

function declaration(
    binder: Binder,
    { type: node, constant, variables, at }: Of<"declare">,
    scope: Scope,
): BoundStatement {
    if (!node && variables.length > 1) throw refused(at, "'var' declares one variable.");
    const type = node && binder.type(node);
    if (type === voidType) throw refused(at, "A variable has no type 'void'.");
    const runs = variables.map(({ name, value, at: where }) => {
        if (!value) {
            if (!type || constant) throw refused(where, "The variable needs a value.");
            scope.declare(name, type, where, false);
            return undefined;
        }
        if (!type && value.is === "lambda") throw refused(where, "'var' takes no lambda.");
        const bound = type ? binder.as(value, type, scope) : binder.value(value, scope);
        if (bound.type === nullType || bound.type === voidType)
            throw refused(where, "'var' needs a value with a type.");
        if (constant && !bound.constant) throw refused(where, "A constant needs a constant value.");
        const local = scope.declare(name, bound.type, where, true, constant ? { constant: bound.constant } : {});
        const [store, { run }] = [storeOf(scope, local), bound];
        return (frame: Frame): void => store(frame, run(frame));
    });
    const stores = runs.filter((run) => run !== undefined);
    return { run: (frame) => void stores.forEach((store) => store(frame)), completes: true };
}

function ifStatement(binder: Binder, { condition, yes, no }: Of<"if">, scope: Scope): BoundStatement {
    const { run: test, constant } = binder.condition(condition, scope);
    const first = binder.statement(yes, scope.block());
    const second = no && binder.statement(no, scope.block());
    const completes =
        constant?.value === true
            ? first.completes
            : constant?.value === false
              ? (second?.completes ?? true)
              : first.completes || (second?.completes ?? true);
    return { run: (frame) => (test(frame) ? first.run(frame) : second?.run(frame)), completes };
}

/** Runs the body of a loop once; undefined goes on. */
function turn(run: BoundStatement["run"], frame: Frame): Signal {
    step();
    const signal = run({ slots: [], parent: frame, context: frame.context });
    return signal?.is === "continue" ? undefined : signal;
}

function left(signal: Signal): Signal {
    return signal?.is === "break" ? undefined : signal;
}

function whileStatement(binder: Binder, { condition, body, first }: Of<"while">, outer: Scope): BoundStatement {
    const scope = outer.block();
    const { run: test, constant } = binder.condition(condition, scope);
    const { run } = binder.statement(body, scope.turn());
    const completes = constant?.value !== true || containsBreak(body);
    return {
        completes,
        run: (frame) => {
            if (first && !test(frame)) return undefined;
            do {
                const signal = turn(run, frame);
                if (signal) return left(signal);
            } while (test(frame));
            return undefined;
        },
    };
}

function forStatement(binder: Binder, { before, condition, after, body }: Of<"for">, outer: Scope): BoundStatement {
    const scope = outer.block();
    const starts = before.map((statement) => binder.statement(statement, scope).run);
    const test = condition && binder.condition(condition, scope);
    const { run } = binder.statement(body, scope.turn());
    const ends = after.map((node) => binder.value(node, scope).run);
    return {
        completes: (test !== undefined && test.constant?.value !== true) || containsBreak(body),
        run: (frame) => {
            for (const start of starts) start(frame);
            while (!test || test.run(frame)) {
                const signal = turn(run, frame);
                if (signal) return left(signal);
                for (const end of ends) end(frame);
            }
            return undefined;
        },
    };
}

function forEachStatement(
    binder: Binder,
    { type: node, name, source, body, at }: Of<"foreach">,
    outer: Scope,
): BoundStatement {
    const scope = outer.block();
    const from = binder.value(source, scope);
    const item = itemType(from.type);
    if (!item) throw refused(at, "C# can't enumerate this.");
    const type = node ? binder.type(node) : item;
    const convert = explicitly(item, type, false);
    if (!convert) throw refused(at, "The items are not of this type.");
    const inner = scope.turn();
    const { slot } = inner.declare(name, type, at, true, { readOnly: true });
    const { run } = binder.statement(body, inner);
    return {
        completes: true,
        run: (frame) => {
            for (const value of itemsOf(present(from.run(frame)))) {
                const slots: unknown[] = [];
                slots[slot] = convert(value);
                const signal = run({ slots, parent: frame, context: frame.context });
                if (signal && signal.is !== "continue") return left(signal);
            }
            return undefined;
        },
    };
}

/** `T` of what is an `IEnumerable<T>`. */
function itemType(type: Type): Type | undefined {
    const found = [...lineage(type)].find(({ def }) => def.name === "System.Collections.Generic.IEnumerable");
    if (found) return found.args[0];
    return type.def.missing.has("GetEnumerator") ? typeNamed("Object") : undefined;
}

function returnStatement(binder: Binder, { value, at }: Of<"return" | "throw">, scope: Scope): BoundStatement {
    const { wanted, found } = scope.returns;
    if (!value) {
        if (wanted !== undefined && wanted !== voidType && wanted !== typeNamed("Void"))
            throw refused(at, "The function returns a value.");
        return { run: () => ({ is: "return", value: null }), completes: false };
    }
    if (wanted === voidType || (wanted && wanted === typeNamed("Void")))
        throw refused(at, "The function returns no value.");
    const bound: Bound = wanted ? binder.as(value, wanted, scope) : binder.value(value, scope);
    found.push(bound);
    const { run } = bound;
    return { run: (frame) => ({ is: "return", value: run(frame) }), completes: false };
}

/** Whether a statement has a `break` that leaves it. */
export function containsBreak(statement: Statement | undefined): boolean {
    switch (statement?.is) {
        case "break":
            return true;
        case "block":
            return statement.body.some(containsBreak);
        case "if":
            return containsBreak(statement.yes) || containsBreak(statement.no);
        case "label":
        case "using":
            return containsBreak(statement.body);
        case "try":
            return containsBreak(statement.body) || statement.catches.some(({ body }) => containsBreak(body));
        default:
            return false;
    }
}
