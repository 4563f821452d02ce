import { type Disk, temporaryBeside } from "./disk.ts";
import type { DeployPlan } from "./plan.ts";
import type { FilePlan, FileQuestion } from "./plan-file.ts";
import { writeState } from "./state-file.ts";
import type { DeployState, FileRecord, PendingFile } from "./state-schema.ts";

/**
 * What is remembered while files are written. `begin` notes what is going to be ours, before any file is
 * touched, `end` what is. A run that was killed in between leaves both, and `healed` tells from the files.
 */
export class Journal {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly plan: DeployPlan;
  private readonly pending = new Map<FileQuestion, PendingFile>();
  private readonly known = new Map<FileQuestion, FileRecord>();
  private stored: DeployState;
  private writing: Promise<void> = Promise.resolve();

  constructor(disk: Disk, folder: string, plan: DeployPlan) {
    this.disk = disk;
    this.folder = folder;
    this.plan = plan;
    this.stored = plan.question.state;
  }

  async begin(files: readonly FilePlan[]): Promise<void> {
    for (const file of files) this.note(file);
    if (files.length > 0) await this.store(this.intention());
  }

  /** The file was planned anew, since somebody else wrote it meanwhile. */
  async amend(file: FilePlan): Promise<void> {
    this.note(file);
    await this.store(this.intention());
  }

  temporaryOf(file: FilePlan): string {
    return this.pending.get(file.question)!.temporary;
  }

  /** What is remembered from now on. */
  async end(files: readonly FilePlan[]): Promise<DeployState> {
    const { kept, question } = this.plan;
    const records = files.flatMap(({ record }) => (record === undefined ? [] : [record]));
    // What could not be looked at is settled by a later run.
    const open = files.filter(({ problem }) => problem !== undefined);
    const pending = question.state.pending.filter(({ record }) =>
      open.some(({ question: each }) => isAbout(each, record)),
    );
    const state: DeployState = {
      version: 1,
      files: [...kept.files, ...records],
      pending: [...kept.pending, ...pending],
    };
    await this.store(state);
    return state;
  }

  private note(file: FilePlan): void {
    const { question, known } = file;
    if (known === undefined) this.known.delete(question);
    else this.known.set(question, known);
    this.pending.set(question, {
      // Once nothing is ours, what was ours still is until the file is written.
      record: file.record ?? { ...recordOf(question), servers: {} },
      temporary: temporaryBeside(file.target!.path),
    });
  }

  /**
   * What an earlier run meant and was killed at is settled by now (`known`), and said together with the new
   * intention: it takes the place of the old one, and nothing else would remember what was ours.
   */
  private intention(): DeployState {
    const { files, pending } = this.plan.question.state;
    const isNoted = (record: FileRecord) => [...this.pending.keys()].some((each) => isAbout(each, record));
    return {
      version: 1,
      files: [...files.filter((record) => !isNoted(record)), ...this.known.values()],
      pending: [...pending.filter(({ record }) => !isNoted(record)), ...this.pending.values()],
    };
  }

  /** One after the other; an equal state is not written again. */
  private store(state: DeployState): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (JSON.stringify(state) === JSON.stringify(this.stored)) return;
      await writeState(this.disk, this.folder, this.plan.question.place.home, state);
      this.stored = state;
    });
    return this.writing;
  }
}

function recordOf({ client, path, record, pending }: FileQuestion): FileRecord {
  const fresh = { client: client.id, path, created: false, folders: [], backup: null, servers: {} };
  return record ?? pending ?? fresh;
}

function isAbout({ client, path }: FileQuestion, record: FileRecord): boolean {
  return record.client === client.id && record.path === path;
}
