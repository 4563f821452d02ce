import { z } from "zod";

const schema = z.looseObject({
  releases: z.record(
    z.string(),
    z.array(z.looseObject({ filename: z.string(), upload_time_iso_8601: z.string().nullish() })),
  ),
});

/** File name → ISO 8601, out of PyPI's JSON of a project; empty where it is none. Source: PyPI documentation, "JSON API". */
export function uploadTimesOfJson(text: string): Map<string, string> {
  const { data } = schema.safeParse(parsed(text));
  const files = Object.values(data?.releases ?? {}).flat();
  return new Map(
    files.flatMap(({ filename, upload_time_iso_8601: time }) => (time ? [[filename, time] as const] : [])),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
