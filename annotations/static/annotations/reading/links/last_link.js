// The last link that was made in this project by this person: one key makes it again on another passage.

export class LastLink {
  constructor({ user, project, preset }) {
    this.name = `ctplatform-last-link-${user?.id ?? ""}-${project}`;
    this.preset = preset; // what the reader came for: a record and a field without a passage
  }

  keep({ id: _id, version: _version, stated_value: _stated, ...link }) {
    this.preset = null;
    try {
      localStorage.setItem(this.name, JSON.stringify(link));
    } catch {
      this.kept = link; // nothing is stored here: for as long as the page is open
    }
  }

  read() {
    if (this.preset) return { role: "supports", ...this.preset };
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? this.kept ?? null;
    } catch {
      return this.kept ?? null;
    }
  }
}
