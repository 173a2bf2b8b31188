/** A member of a pool with its share. */
export interface Weighted {
    readonly key: string;
    readonly weight: number;
}

/**
 * Deals calls out by weight, always in the same order: in as many calls as the weights add up to, each member gets exactly
 * its weight, and its calls are spread over them. The service's own order is not documented.
 */
export class WeightedRoundRobin {
    private readonly credits = new Map<string, number>();

    /** @param members at least one; where all weights are 0, all are alike */
    next<Member extends Weighted>(members: readonly Member[]): Member {
        const sum = members.reduce((total, { weight }) => total + weight, 0);
        const share = ({ weight }: Member): number => (sum === 0 ? 1 : weight);
        let chosen: Member | undefined;
        for (const member of members) {
            this.credits.set(member.key, this.credit(member) + share(member));
            if (share(member) > 0 && (!chosen || this.credit(member) > this.credit(chosen))) chosen = member;
        }
        this.credits.set(chosen!.key, this.credit(chosen!) - (sum === 0 ? members.length : sum));
        return chosen!;
    }

    private credit({ key }: Weighted): number {
        return this.credits.get(key) ?? 0;
    }
}
