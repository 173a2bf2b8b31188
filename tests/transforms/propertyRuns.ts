/**
 * How many cases a property test goes through, and from which seed: the same cases in every test run, and others in
 * every `npm run -s fuzz -- documents`.
 */
export function propertyRuns(count: number): { numRuns: number; seed: number } {
    return { numRuns: Number(process.env.FUZZ_RUNS ?? count), seed: Number(process.env.FUZZ_SEED ?? 20260301) };
}
