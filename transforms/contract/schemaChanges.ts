import { type ContractDocument } from "./contractDocument";
import { keywordChanges } from "./keywordChanges";
import type { Direction, Reason } from "./reason";
import { isSent, type Sender } from "./sender";
import type { StepBudget } from "./stepBudget";
import { alternativesOf } from "./alternatives";
import { anything, type Inside, type Kind, type PlacedSchema, type Shape } from "./shape";
import { kindsInWords, namesInWords } from "./words";

/** More are not looked for: a reader needs no longer list, and a hostile document must not make one. */
const mostReasons = 100;
const mostComparisons = 20_000;

/** Whether the values of one schema all fit another, and why not. Every "fits" is certain; a doubt counts as a reason. */
export class SchemaComparison {
    private readonly fits = new Map<string, boolean>();
    /** What is worth a line although it fits, by comparison and place. */
    private readonly notes = new Map<string, readonly Reason[]>();
    private readonly open = new Map<string, number>();
    /** Depth of the outermost comparison under way on which the present one relies. */
    private relied = Infinity;
    private comparisons = 0;
    private trials = 0;

    constructor(
        private readonly direction: Direction,
        private readonly sender: Sender,
        private readonly budget: StepBudget,
    ) {}

    /** Values of `from` that `to` has not. */
    lost(from: Inside, to: Inside, at: string): Reason[] {
        this.budget.spend(1 + from.schemas.length + to.schemas.length);
        const [one, other] = [keyOf(from), keyOf(to)];
        if (one === other) return [];
        const key = `${one}>${other}`;
        const known = this.fits.get(key);
        if (known === true) return this.notesAt(key, at);
        if (known === false && this.trials > 0) return [this.doubt(from, to, at)];
        // Schemas that refer to themselves: what is asked already is taken to fit until something else does not.
        const depth = this.open.get(key);
        if (depth !== undefined) {
            this.relied = Math.min(this.relied, depth);
            return [];
        }
        if (++this.comparisons > mostComparisons) return [this.doubt(from, to, at)];
        return this.remembered(key, at, () => distinct(this.alternatives(from, to, at)));
    }

    /** An alternative that was tried for another one before has told them to nobody. */
    private notesAt(key: string, at: string): Reason[] {
        const notes = this.notes.get(`${key} ${at}`) ?? [];
        this.budget.spend(notes.length);
        return [...notes];
    }

    private remembered(key: string, at: string, compare: () => Reason[]): Reason[] {
        const depth = this.open.size;
        const outer = this.relied;
        this.open.set(key, depth);
        this.relied = Infinity;
        const reasons = compare();
        this.open.delete(key);
        // A fit that relies on a comparison under way is not certain before that one ends; a misfit always is.
        if (isMisfit(reasons)) this.fits.set(key, false);
        else if (this.relied >= depth) {
            this.fits.set(key, true);
            if (reasons.length > 0) this.notes.set(`${key} ${at}`, reasons);
        }
        this.relied = Math.min(outer, this.relied < depth ? this.relied : Infinity);
        return reasons;
    }

    private alternatives(from: Inside, to: Inside, at: string): Reason[] {
        const [mine, theirs] = [described(alternativesOf(from)), alternativesOf(to)];
        const pointer = this.place(from, to);
        if (mine.length === 1 && theirs.length === 1) return this.shape(mine[0]!, theirs[0]!, pointer, at);
        const reasons: Reason[] = [];
        const taken = new Set<Shape>();
        const left = mine.filter((shape) => {
            const fitting = theirs.flatMap((candidate) => {
                const notes = this.notesIf(shape, candidate, pointer, at);
                return notes ? [{ candidate, notes }] : [];
            });
            for (const { candidate } of fitting) taken.add(candidate);
            const best = this.likest(
                shape,
                fitting.map(({ candidate }) => candidate),
            );
            reasons.push(...(fitting.find(({ candidate }) => candidate === best)?.notes ?? []));
            return fitting.length === 0;
        });
        for (const shape of left) {
            if (isEnough(reasons)) break;
            const other = this.likest(
                shape,
                theirs.filter((candidate) => !taken.has(candidate)),
            );
            if (other) reasons.push(...this.shape(shape, other, pointer, at));
            else reasons.push({ pointer, at, what: this.branch(shape) });
        }
        return reasons;
    }

    /** What the shape has become, rather than been dropped for: the one it shares most with, if it shares anything. */
    private likest(shape: Shape, candidates: readonly Shape[]): Shape | undefined {
        let best: Shape | undefined;
        let most = 0;
        for (const candidate of candidates) {
            this.budget.spend(1 + shape.properties.size);
            const alike = likeness(shape, candidate);
            if (alike > most) [best, most] = [candidate, alike];
        }
        return best;
    }

    /** In the new document where it stands there. */
    private place(from: Inside, to: Inside): string {
        const [first, second] = this.direction === "narrowed" ? [to, from] : [from, to];
        return (first.schemas[0] ?? second.schemas[0])?.pointer ?? "#";
    }

    private doubt(from: Inside, to: Inside, at: string): Reason {
        return { pointer: this.place(from, to), at, what: "is too large to compare", undecided: true };
    }

    /** What is worth a line although every value of the shape fits the candidate; undefined where one may not. */
    private notesIf(shape: Shape, candidate: Shape, pointer: string, at: string): Reason[] | undefined {
        this.trials++;
        const reasons = this.shape(shape, candidate, pointer, at);
        this.trials--;
        return isMisfit(reasons) ? undefined : reasons;
    }

    private branch(shape: Shape): string {
        const what = `${kindsInWords(shape.kinds)}${namesInWords([...shape.properties.keys()])}`;
        return this.direction === "narrowed" ? `is no longer ${what}` : `may be ${what} now`;
    }

    private shape(from: Shape, to: Shape, pointer: string, at: string): Reason[] {
        this.budget.spend(1 + from.properties.size + to.properties.size + (from.values?.size ?? 0));
        const reasons: Reason[] = keywordChanges(from, to, this.direction).map((reason) => ({
            pointer,
            at,
            ...reason,
        }));
        const has = (kind: Kind) => from.kinds.has(kind) && to.kinds.has(kind);
        if (has("array") && from.bounds.maxItems !== 0) reasons.push(...this.lost(from.items, to.items, `${at}[]`));
        if (has("object")) reasons.push(...this.properties(from, to, pointer, at));
        return reasons;
    }

    private properties(from: Shape, to: Shape, pointer: string, at: string): Reason[] {
        const reasons: Reason[] = [];
        const narrowed = this.direction === "narrowed";
        const place = (name: string) => (at === "" ? name : `${at}.${name}`);
        const say = (name: string, inside: Inside | undefined, what: string, more: Partial<Reason> = {}) =>
            reasons.push({ pointer: inside?.schemas[0]?.pointer ?? pointer, at: place(name), what, ...more });
        for (const name of to.required) {
            if (from.required.has(name) || !this.isSentIn(from, name) || !this.isSentIn(to, name)) continue;
            const inside = (narrowed ? to : from).properties.get(name) ?? to.properties.get(name);
            say(name, inside, narrowed ? "is required now" : "is no longer required");
        }
        for (const name of new Set([...from.properties.keys(), ...to.properties.keys()])) {
            if (isEnough(reasons)) break;
            const [mine, theirs] = [from.properties.get(name), to.properties.get(name)];
            const source = mine ?? from.others;
            const target = theirs ?? to.others;
            if (source.never) continue;
            if (this.isSentIn(from, name) !== this.isSentIn(to, name)) {
                const found = this.otherSender(from, to, name);
                if (found) say(name, narrowed ? (theirs ?? mine) : (mine ?? theirs), found.what, found);
            } else if (target.never) say(name, mine, narrowed ? "may no longer be there" : "is new");
            else if (mine && !theirs && isFree(to)) {
                if (!narrowed) say(name, mine, "is new", { note: true });
                // Without a word of it, a caller may be refused as well as not heard.
                else if (to.properties.size > 0) say(name, mine, "is no longer described", { undecided: true });
            } else if (!mine && theirs && isFree(from) && !(narrowed && from.required.has(name))) {
                // Nobody could rely on what was not described, but for what everybody had to send.
                if (!narrowed) say(name, theirs, "is no longer described");
            } else reasons.push(...this.lost(source, target, place(name)));
        }
        return [...reasons, ...this.others(from, to, pointer, at)];
    }

    private isSentIn(shape: Shape, name: string): boolean {
        return isSent(this.sender, shape.properties.get(name) ?? shape.others);
    }

    /** What it means that a property is left to the other one to send on one side, and not on the other side. */
    private otherSender(from: Shape, to: Shape, name: string): Pick<Reason, "what" | "note"> | undefined {
        const sentInTo = this.isSentIn(to, name);
        const narrowed = this.direction === "narrowed";
        if (!isDescribed(sentInTo ? to : from, name)) return undefined;
        if (this.sender === "answer") {
            if (narrowed) return undefined;
            return sentInTo ? { what: "is no longer sent" } : { what: "may be sent now", note: true };
        }
        // A caller who sends it all the same may be refused as well as not heard.
        if (!sentInTo) return { what: narrowed ? "may no longer be sent" : "may be sent now" };
        return narrowed && to.required.has(name) ? { what: "is required now" } : undefined;
    }

    private others(from: Shape, to: Shape, pointer: string, at: string): Reason[] {
        if (from.others.never) return [];
        if (!to.others.never) return this.lost(from.others, to.others, `${at}.*`.replace(/^\./, ""));
        const what =
            this.direction === "narrowed" ? "may have no other properties now" : "may have other properties now";
        return [{ pointer, at, what }];
    }
}

/** Objects may have any other properties, as usual. */
function isFree({ others }: Shape): boolean {
    return !others.never && others.schemas.length === 0;
}

/** Whether anything is said of a property; nobody could rely on it otherwise. */
function isDescribed(shape: Shape, name: string): boolean {
    return shape.properties.has(name) || shape.required.has(name) || !(isFree(shape) || shape.others.never);
}

/** Notes do not count: what breaks may come after them. */
function isEnough(reasons: readonly Reason[]): boolean {
    return reasons.length >= mostReasons && reasons.filter(({ note }) => !note).length >= mostReasons;
}

/** Whether reasons say more than notes do: that a value which fitted no longer does. */
export function isMisfit(reasons: readonly Reason[]): boolean {
    return reasons.some(({ note }) => !note);
}

/** Alternatives that share what they have say the same of it. */
function distinct(reasons: readonly Reason[]): Reason[] {
    if (reasons.length < 2) return [...reasons];
    return [...new Map(reasons.map((reason) => [`${reason.at} ${reason.what} ${reason.note}`, reason])).values()];
}

/** Nobody can rely on what comes after the positions of a tuple, where nothing is said of it. */
function described(shapes: readonly Shape[]): readonly Shape[] {
    const known = shapes.filter(({ undescribed }) => !undescribed);
    return known.length > 0 ? known : shapes;
}

/** What is required tells alternatives apart that have the properties of all of them beside. */
function likeness(one: Shape, other: Shape): number {
    if (![...one.kinds].some((kind) => other.kinds.has(kind))) return 0;
    if (one.properties.size === 0 && other.properties.size === 0) return 1;
    const common = [...one.properties.keys()].filter((name) => other.properties.has(name));
    return common.length + common.filter((name) => one.required.has(name) && other.required.has(name)).length;
}

/** Equal keys are equal conditions. */
function keyOf({ schemas, never }: Inside): string {
    if (never) return "never";
    return [...new Set(schemas.map(({ document, value }: PlacedSchema) => document.mark(value)))].sort().join("&");
}

/** A schema where it stands; every value where there is none. */
export function insideOf(document: ContractDocument, value: unknown, pointer: string): Inside {
    return value === undefined ? anything : { schemas: [{ document, value, pointer }], never: false };
}
