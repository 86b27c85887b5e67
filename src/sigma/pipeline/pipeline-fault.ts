import type { ProcessingItem } from './pipeline.ts';

/** A pipeline cannot do to a rule what it should; `applyPipelines` turns it into a UsageError. It never leaves this folder. */
export class PipelineFault extends Error {
  readonly hint: string | undefined;
  /** the processing item at work; known to the step that runs it */
  item: ProcessingItem | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'PipelineFault';
    this.hint = hint;
  }
}
