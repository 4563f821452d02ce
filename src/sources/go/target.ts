/**
 * nixpkgs' default Go. A module that needs a newer one builds there only once that is updated, which is worth a note,
 * and the host's own version says nothing about it.
 */
export const TARGET_GO = "1.26";
