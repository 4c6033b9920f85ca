// The types an expression of a formula can have.

/** What an expression is: numbers are exact decimals, dates have no time. `empty` is null alone. */
export type FormulaType = 'number' | 'text' | 'date' | 'yesno' | 'empty';
