// Imports calendar files one after the other with ical.js, as Thunderbird does, and prints what is then seen.
// node icaljs.cjs PATH_OF_ICAL_JS FIRST LAST FILE...
const { readFileSync } = require("fs");
const [ical, first, last, ...files] = process.argv.slice(2);
const ICAL = require(ical);

const known = new Map();
for (const file of files) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    const tzid = zone.getFirstPropertyValue("tzid");
    ICAL.TimezoneService.remove(tzid);
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const old = known.get(event.uid);
    // What has the same number is no update.
    if (!old || event.sequence > old.sequence) known.set(event.uid, event);
  }
}

const begin = ICAL.Time.fromDateString(first), end = ICAL.Time.fromDateString(last);
end.adjust(1, 0, 0, 0);
const shown = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const seen = [];
for (const event of known.values()) {
  const cancelled = event.component.getFirstPropertyValue("status") === "CANCELLED";
  const days = event.iterator();
  for (let day = days.next(); day && day.compare(end) < 0; day = days.next()) {
    if (day.compare(begin) >= 0) seen.push([shown(day), event.summary, cancelled]);
  }
}
process.stdout.write(JSON.stringify(seen));
