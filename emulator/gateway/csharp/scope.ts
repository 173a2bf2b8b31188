import { refused } from "./csharpError";
import type { Frame, Returns, Run } from "./bound";
import type { Type } from "./types";
import type { Value } from "./values";

/** A name that a lambda or a statement declares. */
export interface Local {
    readonly name: string;
    readonly type: Type;
    /** Which frame holds it, and where. */
    readonly depth: number;
    readonly slot: number;
    /** Whether anything has put a value there, in the order of the text. C# looks at every path and refuses more. */
    assigned: boolean;
    /** Of a `const`. */
    readonly constant?: { readonly value: Value };
    readonly readOnly?: boolean;
}

/** A local function. */
export interface LocalFunction {
    readonly name: string;
    readonly params: readonly Type[];
    readonly returns: Type;
    readonly depth: number;
    readonly slot: number;
}

/** The names that are known at one place. */
export class Scope {
    private readonly counter: { next: number };

    private constructor(
        private readonly parent: Scope | undefined,
        readonly depth: number,
        /** Of the function that it belongs to. */
        readonly returns: Returns,
        /** Whether `break` and `continue` have something to leave. */
        readonly leaves: { readonly break: boolean; readonly continue: boolean },
        /** Whether whole numbers that overflow throw; undefined where nothing says so, which has constants checked only. */
        private readonly overflow: boolean | undefined,
        counter: { next: number } | undefined,
        /** What stands for the value in front of `?.`. */
        readonly receiver: { readonly run: Run; readonly type: Type } | undefined,
        private readonly names = new Map<string, Local | LocalFunction>(),
    ) {
        this.counter = counter ?? { next: 0 };
    }

    get checked(): boolean {
        return this.overflow === true;
    }

    get unchecked(): boolean {
        return this.overflow === false;
    }

    static root(returns: Returns): Scope {
        return new Scope(undefined, 0, returns, { break: false, continue: false }, undefined, undefined, undefined);
    }

    /** A block within the same frame. */
    block(leaves = this.leaves): Scope {
        return new Scope(this, this.depth, this.returns, leaves, this.overflow, this.counter, this.receiver);
    }

    /** The turn of a loop: it has variables of its own. */
    turn(): Scope {
        return new Scope(
            this,
            this.depth + 1,
            this.returns,
            { break: true, continue: true },
            this.overflow,
            undefined,
            this.receiver,
        );
    }

    /** The body of a lambda or of a local function. */
    function(returns: Returns): Scope {
        return new Scope(
            this,
            this.depth + 1,
            returns,
            { break: false, continue: false },
            this.overflow,
            undefined,
            undefined,
        );
    }

    /** The same scope, in which whole numbers that overflow throw or don't. */
    withChecked(checked: boolean): Scope {
        const { parent, depth, returns, leaves, counter, receiver, names } = this;
        return new Scope(parent, depth, returns, leaves, checked, counter, receiver, names);
    }

    withReceiver(receiver: Scope["receiver"]): Scope {
        const { parent, depth, returns, leaves, overflow, counter, names } = this;
        return new Scope(parent, depth, returns, leaves, overflow, counter, receiver, names);
    }

    /** @param more `constant` or `readOnly`. @throws CSharpError where the name is taken */
    declare(name: string, type: Type, at: number, assigned: boolean, more: Partial<Local> = {}): Local {
        if (this.find(name)) throw refused(at, "A variable of this name is there already.");
        const local: Local = {
            name,
            type,
            depth: this.depth,
            slot: this.counter.next++,
            assigned,
            constant: more.constant,
            readOnly: more.readOnly,
        };
        this.names.set(name, local);
        return local;
    }

    declareFunction(name: string, params: readonly Type[], returns: Type, at: number): LocalFunction {
        if (this.find(name)) throw refused(at, "A variable of this name is there already.");
        const declared = { name, params, returns, depth: this.depth, slot: this.counter.next++ };
        this.names.set(name, declared);
        return declared;
    }

    /** A slot without a name. */
    hidden(): number {
        return this.counter.next++;
    }

    find(name: string): Local | LocalFunction | undefined {
        return this.names.get(name) ?? this.parent?.find(name);
    }

    /** Statements that C# takes here only inside of a loop or switch. */
    checkLeaves(kind: "break" | "continue", at: number): void {
        if (!this.leaves[kind]) throw refused(at, `There is no loop that '${kind}' could leave.`);
    }
}

/** Puts a value into a variable that may belong to a frame further out. */
export function storeOf(scope: Scope, { slot, depth }: Local): (frame: Frame, value: Value) => void {
    const up = scope.depth - depth;
    return (frame, value) => {
        let owner = frame;
        for (let level = 0; level < up; level++) owner = owner.parent!;
        owner.slots[slot] = value;
    };
}
