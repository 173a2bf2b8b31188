import Mocha from "mocha";

/** Mocha's own report, closed by the line that continuous integration reads: `N passed, N failed`. */
class ClosingLine extends Mocha.reporters.Spec {
    override epilogue(): void {
        super.epilogue();
        const { passes, failures, pending } = this.stats;
        console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`);
    }
}

export = ClosingLine;
