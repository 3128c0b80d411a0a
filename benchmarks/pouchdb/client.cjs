// Puts the bodies of a file of JSON lines into a local PouchDB, then replicates it to the server; prints the seconds.
const fs = require("fs");
const PouchDB = require("pouchdb").defaults({ prefix: process.argv[2] + "/" });

async function main(address, bodies, batch) {
  const local = new PouchDB("local");
  const docs = fs.readFileSync(bodies, "utf8").trimEnd().split("\n").map((line) => {
    const { event_id, ...rest } = JSON.parse(line);
    return { _id: event_id, ...rest };
  });
  await local.bulkDocs(docs);
  const remote = new PouchDB(address);
  await remote.info();
  const start = process.hrtime.bigint();
  const done = await local.replicate.to(remote, { batch_size: batch });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { doc_count } = await remote.info();
  if (done.docs_written !== docs.length || doc_count !== docs.length) throw new Error(`${doc_count} documents there`);
  console.log(seconds);
}

main(process.argv[3], process.argv[4], Number(process.argv[5])).then(() => process.exit(0));
