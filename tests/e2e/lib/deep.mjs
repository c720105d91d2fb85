// What takes too long for each change runs before a release: `./build.sh test deep`.

/** Whether everything is played. */
export const DEEP = Boolean(process.env.DEEP);
