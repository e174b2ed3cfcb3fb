/**
 * Estimates tokens of a text without the vendor's tokenizer: some four characters of alphabetic scripts make a token,
 * and about every ideograph, kana, Hangul syllable or emoji is one. Within 20 % of Gemini's own counts on prose; code
 * with many signs is underestimated.
 */
export class TokenEstimate {
  #quarters = 0;

  add(text: string): void {
    let quarters = text.length;
    // One pass over UTF-16 units; 0x2E80 is where the CJK blocks begin. A surrogate pair counts as one token.
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x2e80) quarters += unit >= 0xd800 && unit <= 0xdfff ? 1 : 3;
    }
    this.#quarters += quarters;
  }

  get tokens(): number {
    return Math.ceil(this.#quarters / 4);
  }

  /** How many UTF-16 units of the text can be added before there are more than `tokens`; pairs stay whole. */
  fit(text: string, tokens: number): number {
    let free = tokens * 4 - this.#quarters;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x2e80) free--;
      // The first half pays for both, unless it stood at the end of the text before.
      else if (unit >= 0xdc00 && unit <= 0xdfff) free -= i === 0 ? 2 : 0;
      else free -= 4;
      if (free < 0) return i;
    }
    return text.length;
  }
}

export function estimateTokens(text: string): number {
  const estimate = new TokenEstimate();
  estimate.add(text);
  return estimate.tokens;
}
