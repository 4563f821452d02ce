type Rendered = { isNix: boolean; text: string };
export type Option = {
  loc: string[];
  type: string;
  description: string | null;
  readOnly: boolean;
  default: Rendered | null;
  example: Rendered | null;
  declarations: string[];
};
export function moduleOptions(from?: {
  lib?: string;
  module?: string;
  env?: Record<string, string>;
}): Promise<Option[] | null>;
export function untold(options: Option[]): string[];
export function optionsPage(options: Option[]): string;
