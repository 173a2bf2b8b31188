/** Values by names that are told apart without regard to case, as file systems and some languages do. */
export class Names<Value> {
    private readonly taken: Set<string>;
    readonly all: Record<string, Value>;

    constructor(values: Readonly<Record<string, Value>>) {
        this.all = { ...values };
        this.taken = new Set(Object.keys(values).map((name) => name.toLowerCase()));
    }

    /** @returns the name, with a number behind it where another has it already */
    add(name: string, value: Value, separator = ""): string {
        for (let number = 1; ; number++) {
            const free = number === 1 ? name : `${name}${separator}${number}`;
            if (this.taken.has(free.toLowerCase())) continue;
            this.taken.add(free.toLowerCase());
            this.all[free] = value;
            return free;
        }
    }
}
