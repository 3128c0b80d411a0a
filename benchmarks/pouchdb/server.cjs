// PouchDB's own server over LevelDB in the folder given, on a free port of loopback; prints the port.
const express = require("express");
const expressPouchDB = require("express-pouchdb");
const PouchDB = require("pouchdb").defaults({ prefix: process.argv[2] + "/" });

const app = express();
app.use("/", expressPouchDB(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: process.argv[2] + "/log.txt" }));
const listener = app.listen(0, "127.0.0.1", () => console.log(listener.address().port));
